/** What we use of dcmjs 0.52, which ships no types. */
declare module 'dcmjs' {
  interface DcmjsElement {
    readonly vr: string;
    readonly Value?: readonly unknown[];
    readonly _rawValue?: readonly unknown[] | string;
  }
  type DcmjsDict = Record<string, DcmjsElement>; // by 8 hex digits
  interface DcmjsFile {
    readonly meta: DcmjsDict;
    readonly dict: DcmjsDict;
  }
  interface DcmjsLog {
    setLevel(level: 'silent' | 'warn'): void;
  }
  const dcmjs: {
    readonly data: {
      readonly DicomMessage: {
        readFile(
          file: ArrayBuffer,
          options?: { readonly ignoreErrors?: boolean; readonly untilTag?: string | null; readonly noCopy?: boolean },
        ): DcmjsFile;
      };
      readonly DicomMetaDictionary: { naturalizeDataset(dict: DcmjsDict): Record<string, unknown> };
    };
    readonly log: DcmjsLog & { getLoggers(): Readonly<Record<string, DcmjsLog>> };
  };
  export default dcmjs;
}
