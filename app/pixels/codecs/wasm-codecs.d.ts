/** Emscripten builds of C++ codecs; none of the packages has types. */
declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const start: import('./wasm.ts').StartModule<import('./wasm.ts').DecoderModule<'JpegLSDecoder', { getInterleaveMode(): number }>>;
  export default start;
}

declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs' {
  const start: import('./wasm.ts').StartModule<
    import('./wasm.ts').DecoderModule<'JPEGDecoder'> & { readonly JPEGEncoder: new () => import('./wasm.ts').JpegEncoder }
  >;
  export default start;
}

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const start: import('./wasm.ts').StartModule<import('./wasm.ts').DecoderModule<'J2KDecoder'>>;
  export default start;
}

declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const start: import('./wasm.ts').StartModule<import('./wasm.ts').DecoderModule<'HTJ2KDecoder'>>;
  export default start;
}
