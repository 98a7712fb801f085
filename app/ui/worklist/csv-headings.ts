/** What a column of a table says. */
export type Column =
  | 'patientId'
  | 'name'
  | 'family'
  | 'given'
  | 'middle'
  | 'birthDate'
  | 'sex'
  | 'accessionNumber'
  | 'procedure'
  | 'modality'
  | 'station'
  | 'date'
  | 'time'
  | 'physician';

/** How people head their columns, in three languages, without spaces, signs and case; and the keywords of DICOM. */
const WORDS: Readonly<Record<Column, string>> = {
  patientId:
    'id patientid patientnumber mrn recordnumber номер номеркарты idпациента номерпациента код患者 患者id 患者番号 id番号 カルテ番号',
  name: 'name patient patientname fullname фио пациент имяпациента 氏名 名前 患者名 患者氏名',
  family: 'family familyname lastname surname фамилия 姓',
  given: 'given givenname firstname имя 名',
  middle: 'middle middlename patronymic отчество ミドルネーム',
  birthDate: 'birthdate dateofbirth dob born patientbirthdate датарождения др родился 生年月日 誕生日',
  sex: 'sex gender patientsex пол 性別',
  accessionNumber:
    'accession accessionnumber accessionno order orderno ordernumber номерзаказа номернаправления заказ 受付番号 オーダー番号 依頼番号',
  procedure:
    'procedure examination exam study description studydescription requestedproceduredescription исследование процедура услуга 検査 検査名 検査内容 手技',
  modality: 'modality mod модальность вид モダリティ 検査種別 装置種別',
  station: 'station stationaetitle aetitle ae device room scheduledstationaetitle аппарат кабинет ae装置 装置 aeタイトル',
  date: 'date startdate examdate scheduleddate day when appointment дата датаисследования деньприема когда 日付 検査日 予約日 予約日時 日時',
  time: 'time starttime examtime hour время времяисследования час 時刻 時間 検査時刻 予約時刻',
  physician: 'physician referringphysician referring doctor врач направил направившийврач 医師 依頼医 紹介医',
};

export const HEADINGS: ReadonlyMap<string, Column> = new Map(
  (Object.entries(WORDS) as [Column, string][]).flatMap(([column, words]) => words.split(' ').map((word) => [word, column] as const)),
);
