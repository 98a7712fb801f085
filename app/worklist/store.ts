import type { KeywordTree, MatchKey } from '../dataset/dataset.ts';
import type {
  ChangedBy,
  ItemChange,
  ItemSource,
  Order,
  PatientReference,
  SourceState,
  StepReference,
  StepStatus,
  Taken,
  WorklistItem,
} from './item.ts';

/** One attribute that items are held against: by itself, or as those of one and the same item of a sequence (PS3.4 C.2.2.2.6). */
export interface SoughtKey {
  readonly keyword: string;
  readonly vr: string;
  readonly key?: MatchKey;
  readonly within?: readonly SoughtKey[];
}

export interface WorklistQuery {
  readonly keys: readonly SoughtKey[];
  /** Without it, `OFFERED_STATUSES`. */
  readonly statuses?: readonly StepStatus[];
  /** Those that their source has no longer too. */
  readonly withdrawn?: boolean;
  /** Names without diacritics and case too (PS3.4 K.5.1). */
  readonly fuzzy?: boolean;
  /** Page and search of the receptionist: words that name, ID, accession number, procedure or station begin with, in any order. */
  readonly text?: string;
}

/** The orders and steps of the worklist; every change is durable when its promise resolves. */
export interface Worklist {
  /**
   * Takes an order in, or the next state of one that is here.
   *
   * @throws WorklistError, DatabaseError
   */
  take(order: Order, by: ChangedBy & { readonly source: ItemSource }): Promise<Taken>;
  /** As `take`, of one item. @returns undefined where there is none */
  change(id: number, order: Order, by: ChangedBy): Promise<Taken | undefined>;
  /** @returns undefined where there is none */
  setStatus(id: number, status: StepStatus, by: ChangedBy): Promise<WorklistItem | undefined>;
  get(id: number): Promise<WorklistItem | undefined>;
  /** Items that all that is given names, any status, the newest first; none where nothing is given. */
  itemsOf(reference: StepReference): Promise<readonly WorklistItem[]>;
  /** Pages of items by start date and time. */
  find(query: WorklistQuery, signal?: AbortSignal): AsyncGenerator<readonly WorklistItem[]>;
  /** The history of an item, oldest first. */
  history(id: number): Promise<readonly ItemChange[]>;
  /** Gives every item of a patient these attributes of the patient (ADT^A08). @returns how many items changed */
  updatePatient(patient: PatientReference, attributes: KeywordTree, by: ChangedBy): Promise<number>;
  /** Moves every item of `from` to the patient `into`, whose attributes these are (ADT^A40). @returns how many items changed */
  mergePatient(from: PatientReference, into: PatientReference, attributes: KeywordTree, by: ChangedBy): Promise<number>;
  /** Patients of past items, as attributes of the patient, whose name or ID begins with this text; the newest first. */
  patients(text: string, limit: number): Promise<readonly KeywordTree[]>;
  /** Procedures of past items: the attributes that an order for another would have, the most frequent first. */
  procedures(text: string, limit: number): Promise<readonly KeywordTree[]>;
  sources(): Promise<readonly SourceState[]>;
  /** Calls `listener` after a change. Returns the unsubscriber. */
  onChange(listener: (ids: readonly number[]) => void): () => void;
  close(): Promise<void>;
}
