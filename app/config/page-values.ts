import { SETTINGS_FILE, titleInPath } from './settings-file.ts';
import { settingsInWords } from './words.ts';

/**
 * What the page sets, by path: each setting alone, `listeners` as one, and each entry of the AE table by its title (`remoteAes[MRI_1]`), null where
 * the page has taken away one of the configuration file.
 */
export type PageValues = Readonly<Record<string, unknown>>;

/** Whence a value comes: each stands above the ones before it. */
export type Whence = 'default' | 'file' | 'page' | 'command line';

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every path that the page may set, but for the entries of the AE table. The data folder is not among them: the values lie in it. */
export const PAGE_PATHS: readonly string[] = [
  ...new Set(
    settingsInWords()
      .map(({ name }) => name.replace(/\[\].*$/, ''))
      .filter((name) => name !== 'dataFolder' && name !== 'remoteAes'),
  ),
];
const KNOWN: ReadonlySet<string> = new Set(PAGE_PATHS);

export const isPagePath = (path: string): boolean => KNOWN.has(path) || titleInPath(path) !== undefined;

/** The paths that are none, in words. */
export function unknownPaths(values: PageValues): string[] {
  return Object.keys(values)
    .filter((path) => !isPagePath(path))
    .map((path) =>
      path === 'dataFolder'
        ? `dataFolder: not set on the page, since ${SETTINGS_FILE} itself lies in it: set it in the configuration file or by --data, and start again`
        : `there is no setting ${JSON.stringify(path).slice(0, 80)}`,
    );
}

/** A configuration as it is written, with what the page has set above it. */
export function withPageValues(given: unknown, values: PageValues): unknown {
  if (!isTree(given)) return given;
  const draft: Tree = structuredClone(given);
  const aes = new Map<string, unknown>((Array.isArray(draft.remoteAes) ? draft.remoteAes : []).map((ae: Tree) => [String(ae.title), ae]));
  for (const [path, value] of Object.entries(values)) {
    const title = titleInPath(path);
    if (title !== undefined) {
      if (value === null) aes.delete(title);
      else aes.set(title, isTree(value) ? { ...value, title } : value);
    } else if (KNOWN.has(path)) put(draft, path.split('.'), value);
  }
  if (aes.size > 0 || Array.isArray(draft.remoteAes)) draft.remoteAes = [...aes.values()];
  return draft;
}

function put(tree: Tree, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const below = tree[key];
  const next = isTree(below) ? below : {};
  tree[key] = next;
  put(next, rest, value);
}

/** What stands at a path of a configuration; an entry of the AE table by its title. */
export function valueAt(config: unknown, path: string): unknown {
  const title = titleInPath(path);
  if (!isTree(config)) return undefined;
  if (title !== undefined) return (Array.isArray(config.remoteAes) ? config.remoteAes : []).find((ae: Tree) => ae.title === title);
  let at: unknown = config;
  for (const key of path.split('.')) at = isTree(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return at;
}
