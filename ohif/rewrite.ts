import { transform } from 'esbuild';
import { CUT_OUT, NOT_TO_BE_LEFT } from './left-out.ts';

/** Where scripts look for what they load later; each worker has its own. */
const PUBLIC_PATH = '__webpack_require__.p = "/"';
const URL_OF_ROOT = /\burl\((["']?)\/(?!\/)/g;

/** A file of the package as it is under `base`: scripts and styles minified, addresses from the root made those of `base`. */
export async function rewritten(path: string, bytes: Uint8Array, base: string): Promise<Uint8Array> {
  const [, ending] = /\.(js|css)$/.exec(path) ?? [];
  if (ending === undefined) return bytes;
  const text = cut(path, Buffer.from(bytes).toString())
    .replaceAll(PUBLIC_PATH, PUBLIC_PATH.replace('/', base))
    .replaceAll(URL_OF_ROOT, (_, quote: string) => `url(${quote}${base}`);
  return await minified(text, ending as 'js' | 'css');
}

function cut(path: string, text: string): string {
  const rest = CUT_OUT.filter((each) => each.path.test(path)).reduce((before, { from }) => {
    const after = before.replace(from, '');
    if (after === before) throw new Error(`${path} is not as it was: there is nothing to cut out of it.`);
    return after;
  }, text);
  if (NOT_TO_BE_LEFT.test(rest)) throw new Error(`${path} is not as it was: something is left of what is cut out.`);
  return rest;
}

/** What licences ask for stays. */
export async function minified(text: string, loader: 'js' | 'css'): Promise<Uint8Array> {
  const target = ['chrome123', 'firefox120', 'safari17.5'];
  const { code } = await transform(text, { loader, minify: true, legalComments: 'inline', charset: 'utf8', target });
  return Buffer.from(code);
}

/**
 * Our document in place of that of the package, which has scripts in it; ours are in `app-config.js`.
 *
 * @throws Error where theirs is not as it was: something would be missing
 */
export function documentOf(theirs: string, base: string): string {
  const scripts = [...theirs.matchAll(/<script\b[^>]*?\bsrc="\/([^"]+)"/g)].map(([, path]) => path!);
  const styles = [...theirs.matchAll(/<link\b[^>]*?\bhref="\/([^"]+\.css)"/g)].map(([, path]) => path!);
  const inside = [...theirs.matchAll(/<script>([^<]*)<\/script>/g)].map(([, text]) => text);
  const [script = '', ...others] = scripts.filter((path) => !['app-config.js', 'init-service-worker.js'].includes(path));
  if (!/^app\.bundle\.\w+\.js$/.test(script) || others.length > 0 || styles.length !== 1 || inside.length !== 2)
    throw new Error('The document of the package is not as it was: see what has come to it, or gone from it.');
  return `<!doctype html>
<html lang="en" translate="no">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>OHIF · Filmroom</title>
<link rel="icon" href="${base}assets/favicon.ico">
<link rel="license" href="${base}LICENSE.txt">
<link rel="stylesheet" href="${base}${styles[0]}">
<script src="${base}app-config.js"></script>
<script defer src="${base}${script}"></script>
</head>
<body>
<noscript>OHIF needs JavaScript.</noscript>
<div id="react-portal"></div>
<div id="root"></div>
</body>
</html>
`;
}
