import type { Archive, InstancesOf } from '../archive/archive.ts';
import { type Outline, readOutline } from '../dataset/dataset.ts';
import { transferSyntaxName } from '../registry/registry.ts';

export interface InstanceTags extends Outline {
  readonly sopInstanceUid: string;
  readonly transferSyntax: string;
}

/**
 * Every attribute of the first of these instances.
 *
 * @returns undefined where there is none
 * @throws ArchiveError where its file cannot be read
 */
export async function readTags(archive: Pick<Archive, 'instancesOf' | 'read'>, which: InstancesOf): Promise<InstanceTags | undefined> {
  for await (const [ref] of archive.instancesOf(which)) {
    if (!ref) return undefined;
    const { sopInstanceUid, transferSyntaxUid } = ref;
    return {
      sopInstanceUid,
      transferSyntax: transferSyntaxName(transferSyntaxUid),
      ...(await readOutline(archive.read(ref), transferSyntaxUid)),
    };
  }
  return undefined;
}
