/** Files of the package that the pack has not, and why; none of them is missed by CT, MR, CR, US (`test/interop/ohif.test.ts`). */
export const LEFT_OUT: readonly { readonly path: RegExp; readonly why: string }[] = [
  { path: /\.map$/, why: 'for who debugs OHIF: 40 MB' },
  { path: /\.(br|gz)$/, why: 'the pack has its own' },
  { path: /^ort\//, why: 'ONNX, for models that are asked of another host: 142 MB' },
  { path: /^dicom-microscopy-viewer\//, why: 'slides of pathology: 10 MB' },
  { path: /^(google\.js|oidc-client\.min\.js|silent-refresh\.html)$/, why: 'other ways to sign in' },
  { path: /^(sw\.js|init-service-worker\.js|workbox-[^/]*)$/, why: 'a service worker would outlive the pack' },
  { path: /^polyfill/, why: 'for browsers that our page does not know either' },
  { path: /^(_headers|_redirects|robots\.txt|es6-shim\.min\.js|index\.html|app-config[^/]*)$/, why: 'for another server; ours is made' },
  { path: /^(manifest\.json|browserconfig\.xml)$/, why: 'it is no application of its own' },
];

/** A script with one of these in it is left out too: what it is under may not be passed on as Filmroom is. */
export const NOT_PASSED_ON = /SPDX-License-Identifier:\s*[^\n]*GPL/;
