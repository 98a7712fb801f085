/** Files of the package that the pack has not, and why; none of them is missed by CT, MR, CR, US (`test/interop/ohif.test.ts`). */
export const LEFT_OUT: readonly { readonly path: RegExp; readonly why: string }[] = [
  { path: /\.map$/, why: 'for who debugs OHIF: 40 MB' },
  { path: /^ort\//, why: 'ONNX, for models that are fetched from another host: 142 MB' },
  { path: /^dicom-microscopy-viewer\//, why: 'slides of pathology: 10 MB' },
  { path: /^(google\.js|oidc-client\.min\.js|silent-refresh\.html)$/, why: 'other ways to sign in' },
  { path: /^(sw|init-service-worker)\.js$/, why: 'a service worker, which would outlive the pack' },
  { path: /^(polyfill|es6-shim)\.min\.js$/, why: 'for browsers that our page does not know either' },
  { path: /^(_headers|_redirects|serve\.json)$/, why: 'for other servers' },
  { path: /^(index\.html|app-config\.js)$/, why: 'the pack has its own' },
  { path: /^customizations\//, why: 'examples' },
  { path: /^(manifest\.json|assets\/(?!images\/|favicon\.ico$).*)$/, why: 'it is no application of its own on a phone' },
];

/**
 * What is cut out of files that are kept: Shepherd (15.2.2) is under the AGPL. It shows tours, and `app-config.js` has none; without one its name is
 * never asked for. (A later OHIF may have another version of it, or none: where nothing is cut out, making the pack fails.)
 */
export const CUT_OUT: readonly { readonly path: RegExp; readonly from: RegExp }[] = [
  {
    path: /^app\.bundle\.\w+\.js$/,
    from: /^;\/\/ CONCATENATED MODULE: [^\n]*\/shepherd\.mjs\n[\s\S]*?^\/\/# sourceMappingURL=shepherd\.mjs\.map$/m,
  },
  { path: /^app\.bundle\.css$/, from: /(?<=[}\n]|^)\.shepherd[^{}]*\{[^{}]*\}/g },
];

/** What must not be in a file then. */
export const NOT_TO_BE_LEFT = /shepherd\.mjs|\.shepherd-[\w-]*\{/;

/** A script with this in it is left out too: it may not be passed on without its source. That is the extension for microscopy. */
export const NOT_PASSED_ON = /SPDX-License-Identifier:\s*L?GPL/;
