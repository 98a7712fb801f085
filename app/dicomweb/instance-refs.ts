import type { InstanceRef } from '../archive/archive.ts';
import { refOf } from './retrieve-refs.ts';
import type { DicomwebParts, DicomwebRequest } from './route.ts';

/** Where instances are, remembered: a viewer asks for frame after frame of the same, and each question to the index goes to another thread and back. */
export interface InstanceRefs {
  /**
   * The one instance that the path names.
   *
   * @throws as `refsOf`
   */
  of(request: Pick<DicomwebRequest, 'params' | 'signal'>): Promise<InstanceRef>;
}

const KEPT = 2048;

export function createInstanceRefs(parts: Pick<DicomwebParts, 'archive' | 'limits'>): InstanceRefs {
  const kept = new Map<string, InstanceRef>();
  let age = 0; // what was asked for before a change is not kept after it
  const forget = () => {
    age++;
    kept.clear();
  };
  parts.archive.onStored(({ outcome }) => {
    if (outcome === 'overwritten') forget();
  });
  parts.archive.studies.onRemoved(forget);
  parts.archive.corrections.onChange(forget);
  return {
    async of(request) {
      const { study, series, instance } = request.params;
      const key = `${study} ${series} ${instance}`;
      const known = kept.get(key);
      if (known) return known;
      const asked = age;
      const ref = await refOf(request, parts);
      if (asked === age) {
        const [oldest] = kept.keys();
        if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
        kept.set(key, ref);
      }
      return ref;
    },
  };
}
