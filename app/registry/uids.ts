/** Well-known UIDs that code names (PS3.6 Annex A); the tables with every row are in their own files. */
export const APPLICATION_CONTEXT = '1.2.840.10008.3.1.1.1';

export const VERIFICATION_SOP_CLASS = '1.2.840.10008.1.1';
export const MEDIA_STORAGE_DIRECTORY = '1.2.840.10008.1.3.10';
export const STORAGE_COMMITMENT_PUSH_MODEL = '1.2.840.10008.1.20.1';
export const STORAGE_COMMITMENT_PUSH_MODEL_INSTANCE = '1.2.840.10008.1.20.1.1';
export const MODALITY_PERFORMED_PROCEDURE_STEP = '1.2.840.10008.3.1.2.3.3';
export const MODALITY_PERFORMED_PROCEDURE_STEP_RETRIEVE = '1.2.840.10008.3.1.2.3.4';
export const MODALITY_PERFORMED_PROCEDURE_STEP_NOTIFICATION = '1.2.840.10008.3.1.2.3.5';
export const MODALITY_WORKLIST_FIND = '1.2.840.10008.5.1.4.31';
export const PATIENT_ROOT_FIND = '1.2.840.10008.5.1.4.1.2.1.1';
export const PATIENT_ROOT_MOVE = '1.2.840.10008.5.1.4.1.2.1.2';
export const PATIENT_ROOT_GET = '1.2.840.10008.5.1.4.1.2.1.3';
export const STUDY_ROOT_FIND = '1.2.840.10008.5.1.4.1.2.2.1';
export const STUDY_ROOT_MOVE = '1.2.840.10008.5.1.4.1.2.2.2';
export const STUDY_ROOT_GET = '1.2.840.10008.5.1.4.1.2.2.3';
export const PATIENT_STUDY_ONLY_FIND = '1.2.840.10008.5.1.4.1.2.3.1';

export const IMPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
export const DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1.99';
export const EXPLICIT_VR_BIG_ENDIAN = '1.2.840.10008.1.2.2';
export const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';
export const JPEG_EXTENDED = '1.2.840.10008.1.2.4.51';
export const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.57';
export const JPEG_LOSSLESS_SV1 = '1.2.840.10008.1.2.4.70';
export const JPEG_LS_LOSSLESS = '1.2.840.10008.1.2.4.80';
export const JPEG_LS_NEAR_LOSSLESS = '1.2.840.10008.1.2.4.81';
export const JPEG_2000_LOSSLESS = '1.2.840.10008.1.2.4.90';
export const JPEG_2000 = '1.2.840.10008.1.2.4.91';
export const RLE_LOSSLESS = '1.2.840.10008.1.2.5';

/** Ours: PS3.5 B.2, a UUID drawn once for this product and never again. */
export const IMPLEMENTATION_CLASS_UID = '2.25.328198059370624704593187676661005516767';
/** PS3.7 D.3.3.2.3: at most 16 characters. */
export const IMPLEMENTATION_VERSION_NAME = 'FILMROOM_0_1';

const UID = /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))*$/;

/** PS3.5 §9.1: components of digits without leading zero, dots between, at most 64 characters. Padding must be gone already. */
export function isUid(text: string): boolean {
  return text.length <= 64 && UID.test(text);
}
