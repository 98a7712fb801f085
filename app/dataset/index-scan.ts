import { TRANSFER_SYNTAXES } from '../registry/registry.ts';
import { createScannedAttributes, type ScannedAttributes } from './attributes.ts';
import { DatasetError } from './errors.ts';
import { createInflater, type Inflater } from './inflate.ts';
import { StructureScanner } from './structure-scanner.ts';

/** What a scan may take. `main.ts` passes those of the configuration; these are the defaults. */
export interface ScanLimits {
  /** Longest catalogued value that is kept; a longer one is left out with a fault. */
  readonly maxValueBytes: number;
  /** Most sequences inside one another. */
  readonly maxDepth: number;
  /** Most bytes a deflated data set may inflate to: deflate packs up to 1032 to 1, so that a small object can cost hours. */
  readonly maxInflatedBytes: number;
}

export const SCAN_LIMITS: ScanLimits = { maxValueBytes: 16 * 1024, maxDepth: 64, maxInflatedBytes: 4 * 1024 ** 3 };

/** The streaming reader of the ingest path: chunks in, catalogued attributes out. */
export interface IndexScanner {
  /**
   * Follows the next bytes. Only a deflated data set gives a promise, to be awaited before the next chunk and before the bytes are reused:
   * `const scanned = scanner.scan(chunk); if (scanned) await scanned;`
   *
   * @throws DatasetError as soon as the structure cannot be followed
   */
  scan(chunk: Uint8Array): void | Promise<void>;
  /**
   * To be called once, after the last chunk.
   *
   * @throws DatasetError DATASET_TRUNCATED where the bytes end inside something, DATASET_EMPTY where there were none
   */
  end(): ScannedAttributes | Promise<ScannedAttributes>;
  /** True from Pixel Data on: nothing is catalogued beyond but the presence of Digital Signatures. */
  readonly headDone: boolean;
  /** Gives back what a deflated data set holds when the scan is given up before `end`. */
  close(): void;
}

/**
 * Scans one data set (PS3.5 §7) in the encoding of its transfer syntax (PS3.5 §A).
 *
 * @throws DatasetError DATASET_UNKNOWN_TRANSFER_SYNTAX: its encoding is not known
 */
export function createIndexScanner(options: { readonly transferSyntaxUid: string } & Partial<ScanLimits>): IndexScanner {
  const transferSyntax = TRANSFER_SYNTAXES.get(options.transferSyntaxUid);
  if (!transferSyntax)
    throw new DatasetError('DATASET_UNKNOWN_TRANSFER_SYNTAX', `the transfer syntax ${options.transferSyntaxUid} is not known`);
  const limits = { ...SCAN_LIMITS, ...options };
  const { encoding } = transferSyntax;
  const structure = new StructureScanner({ implicit: encoding === 'implicit-le', bigEndian: encoding === 'explicit-be' }, limits);
  const finish = (): ScannedAttributes => {
    structure.end();
    return createScannedAttributes(structure.kept, structure.faults, structure.bytesScanned);
  };
  if (encoding === 'deflated-explicit-le')
    return deflated(
      structure,
      finish,
      createInflater(limits.maxInflatedBytes, (piece) => structure.write(piece)),
    );
  return {
    scan: (chunk) => structure.write(chunk),
    end: finish,
    get headDone() {
      return structure.headDone;
    },
    close() {},
  };
}

function deflated(structure: StructureScanner, finish: () => ScannedAttributes, inflater: Inflater): IndexScanner {
  return {
    scan: (chunk) => inflater.write(chunk),
    async end() {
      const beyond = await inflater.end();
      if (beyond > 1) structure.faults.push(`${beyond} bytes follow the deflated data set`);
      return finish();
    },
    get headDone() {
      return structure.headDone;
    },
    close: () => inflater.close(),
  };
}
