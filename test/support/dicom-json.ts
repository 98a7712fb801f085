/** An object of the DICOM JSON model (PS3.18 §F.2). */
export type DicomJson = Readonly<Record<string, JsonAttribute>>;
export interface JsonAttribute {
  readonly vr: string;
  readonly Value?: readonly unknown[];
  readonly InlineBinary?: string;
  readonly BulkDataURI?: string;
}

/** The values of an attribute; none where it is not there. */
export const valuesOf = (object: DicomJson | undefined, tag: string): readonly unknown[] => object?.[tag]?.Value ?? [];
export const firstOf = (object: DicomJson | undefined, tag: string): unknown => valuesOf(object, tag)[0];
