import type { SqlDatabase, SqlStatement } from '../base/base.ts';
import { rankOf } from './find-rank.ts';
import { wordsOfStudy } from './find-words.ts';

/** A study as its words are made of it; text as the index has it. */
interface StudyText {
  readonly date: string;
  readonly time: string;
  readonly receivedAt: number;
  readonly birthDate: string;
  readonly name: string;
  readonly otherNames: string;
  readonly patientId: string;
  readonly otherIds: string;
  readonly accessionNumber: string;
  readonly studyId: string;
  readonly description: string;
  readonly modalities: string;
}

export const STUDY_TEXT_SQL = `SELECT COALESCE(StudyDate, '') AS date, COALESCE(StudyTime, '') AS time, first_received AS receivedAt,
  COALESCE(study.PatientBirthDate, '') AS birthDate, COALESCE(study.PatientName_fold, '') AS name, COALESCE(OtherPatientNames_fold, '') AS otherNames,
  COALESCE(PatientID, '') AS patientId, COALESCE(OtherPatientIDs, '') AS otherIds, COALESCE(AccessionNumber, '') AS accessionNumber,
  COALESCE(StudyID, '') AS studyId, COALESCE(StudyDescription_fold, '') AS description,
  COALESCE((SELECT GROUP_CONCAT(DISTINCT Modality) FROM series WHERE study_id = study.id), '') AS modalities
FROM study JOIN patient ON patient.id = patient_id WHERE study.id = ?`;

/** Brings what studies are found by up to date. Runs inside the transaction of the worker. */
export class FindWrites {
  readonly #due: SqlStatement;
  readonly #done: SqlStatement;
  readonly #text: SqlStatement;
  readonly #rank: SqlStatement;
  readonly #forgetWords: SqlStatement;
  readonly #forgetRank: SqlStatement;
  readonly #addWords: SqlStatement;
  readonly #addRank: SqlStatement;

  constructor(database: SqlDatabase) {
    this.#due = database.prepare('SELECT study_id AS id FROM find_due ORDER BY study_id DESC LIMIT ?');
    this.#done = database.prepare('DELETE FROM find_due WHERE study_id = ?');
    this.#text = database.prepare(STUDY_TEXT_SQL);
    this.#rank = database.prepare('SELECT rank FROM findable WHERE study_id = ?');
    this.#forgetWords = database.prepare('DELETE FROM find_words WHERE rowid = ?');
    this.#forgetRank = database.prepare('DELETE FROM findable WHERE rank = ?');
    this.#addWords = database.prepare('INSERT INTO find_words (rowid, words) VALUES (?, ?)');
    this.#addRank = database.prepare('INSERT INTO findable (rank, study_id) VALUES (?, ?)');
  }

  /** Of so many studies, the newest first. @returns how many it was: none are left where it is less than `limit` */
  update(limit: number): number {
    const due = this.#due.all(limit) as unknown as { readonly id: number }[];
    for (const { id } of due) {
      this.#forget(id);
      const text = this.#text.get(id) as unknown as StudyText | undefined;
      if (text) this.#add(id, text);
      this.#done.run(id);
    }
    return due.length;
  }

  #forget(studyId: number): void {
    const found = this.#rank.get(studyId) as { rank: number } | undefined;
    if (!found) return;
    this.#forgetWords.run(found.rank);
    this.#forgetRank.run(found.rank);
  }

  #add(studyId: number, text: StudyText): void {
    const rank = rankOf(studyId, text);
    const words = wordsOfStudy({
      names: [text.name, text.otherNames],
      ids: [text.patientId, text.accessionNumber, text.studyId, text.otherIds],
      dates: [text.date, text.birthDate],
      modalities: text.modalities.split(','),
      description: text.description,
    });
    this.#addWords.run(rank, words);
    this.#addRank.run(rank, studyId);
  }
}
