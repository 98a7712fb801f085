import { CodedError, serveTasks } from '../base/base.ts';
import { BytesMissing } from '../dataset/dataset.ts';
import { datasetJson } from './json-dataset.ts';
import type { TextResult, TextsTask } from './metadata-texts.ts';

/** The thread that writes metadata: what a thousand heads cost holds up nobody else. Named in the list of workers of the binary build. */
serveTasks<TextsTask>(
  async ({ heads, limits }) => ({
    result: heads.map(({ pieces, bytes, transferSyntaxUid, bulkUri }): TextResult => {
      try {
        return { text: datasetJson({ pieces, bytes }, transferSyntaxUid, bulkUri, limits) };
      } catch (error) {
        if (error instanceof BytesMissing) return { missing: { at: error.at, length: error.length } };
        if (error instanceof CodedError) return { words: error.message };
        throw error;
      }
    }),
  }),
  () => 0,
);
