import { accessSync, constants } from 'node:fs';

/** Whether this user may open what is in a folder, as far as the folder goes. */
export function mayEnter(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
