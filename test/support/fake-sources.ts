import { ALL_WELL, type Health, panelOf, reportOf } from '../../app/panel/panel.ts';
import type { BoundDicomAddress, DiskSpace, OpenAssociation, RecentRefusal, RecentStudy, WebSources } from '../../app/web/web.ts';
import { FAKE_SETUP } from './fake-setup.ts';

/** Test only: an archive and its associations that a test fills by hand. No patient here is a person. */
export interface FakeSources extends WebSources {
  studies: RecentStudy[];
  associations: OpenAssociation[];
  refusals: RecentRefusal[];
  closed: ReturnType<WebSources['closedAssociations']>;
  devices: ReturnType<WebSources['contacts']>;
  health: Health;
  problemsOfBox: ReturnType<WebSources['problems']>;
  disk: DiskSpace;
  /** What the archive does instead of answering. */
  archive: 'answers' | 'fails' | 'hangs';
  readonly asked: { studies: number; counts: number };
  /** How often the LEDs were asked to blink. */
  identified: number;
  readonly listeners: ReadonlySet<() => void>;
  changed(): void;
}

export const FAKE_DISK: DiskSpace = { totalBytes: 1_000e9, freeBytes: 412.6e9, reserveBytes: 50e9, accepting: true };
export const FAKE_ADDRESS: BoundDicomAddress = { name: 'main', aeTitle: 'FILMROOM', host: '127.0.0.1', port: 4242 };

export function createFakeSources(
  filled: Partial<
    Pick<FakeSources, 'studies' | 'associations' | 'refusals' | 'closed' | 'devices' | 'health' | 'problemsOfBox' | 'disk'>
  > = {},
): FakeSources {
  const listeners = new Set<() => void>();
  const asked = { studies: 0, counts: 0 };
  const answer = async <T>(value: () => T): Promise<T> => {
    if (fake.archive === 'fails') throw new Error('database disk image is malformed');
    if (fake.archive === 'hangs') return await new Promise<never>(() => {});
    return value();
  };
  const fake: FakeSources = {
    studies: [],
    associations: [],
    refusals: [],
    closed: [],
    devices: [],
    health: ALL_WELL,
    problemsOfBox: [],
    disk: FAKE_DISK,
    archive: 'answers',
    ...filled,
    asked,
    identified: 0,
    listeners,
    changed: () => {
      for (const listener of listeners) listener();
    },
    recentStudies(limit) {
      asked.studies++;
      return answer(() => fake.studies.toSorted((a, b) => b.lastReceivedAt - a.lastReceivedAt).slice(0, limit));
    },
    counts() {
      asked.counts++;
      const sum = (of: (study: RecentStudy) => number) => fake.studies.reduce((total, study) => total + of(study), 0);
      return answer(() => ({
        patients: new Set(fake.studies.map((study) => study.patientId)).size,
        studies: fake.studies.length,
        series: sum((study) => study.series),
        instances: sum((study) => study.instances),
        bytes: sum((study) => study.bytes),
      }));
    },
    diskSpace: () => fake.disk,
    openAssociations: () => fake.associations,
    recentRefusals: () => fake.refusals,
    panel: () => reportOf(panelOf(fake.health)),
    activity: async ({ since }) => {
      const hours = new Map<number, { studies: number; bytes: number }>();
      for (const { lastReceivedAt, bytes } of fake.studies.filter((study) => study.lastReceivedAt >= since)) {
        const at = Math.floor(lastReceivedAt / 3_600_000) * 3_600_000;
        const before = hours.get(at) ?? { studies: 0, bytes: 0 };
        hours.set(at, { studies: before.studies + 1, bytes: before.bytes + bytes });
      }
      return answer(() => [...hours].sort(([a], [b]) => a - b).map(([at, sums]) => ({ at, ...sums })));
    },
    closedAssociations: () => fake.closed,
    contacts: () => fake.devices,
    announced: () => ({ hostName: 'filmroom-7K3F.local', renamed: [] }),
    problems: () => fake.problemsOfBox,
    support: () => ({}),
    identify: () => void fake.identified++,
    setup: FAKE_SETUP,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return fake;
}

export function fakeStudy(about: Partial<RecentStudy> & { readonly studyInstanceUid: string }): RecentStudy {
  return {
    patientName: 'Doe^Jane',
    patientId: '1',
    modalities: ['CT'],
    studyDate: '20261120',
    series: 1,
    instances: 1,
    bytes: 526_000,
    lastReceivedAt: 0,
    ...about,
  };
}

/** The example names of PS3.5 Annex H to J and others like them: Latin, Cyrillic, Greek, Han, Kana, Hangul, Arabic, Hebrew, Thai; empty, very long and hostile ones. */
export function studiesOfTheWorld(now: number): RecentStudy[] {
  const rows: readonly (readonly [string, string, readonly string[], string, string, number, number])[] = [
    ['Yamada^Tarou=山田^太郎=やまだ^たろう', 'JP-000-4711', ['CT'], '20261121', '胸部 単純+造影', 3, 412],
    ['Müller^Änne^Sophie^Dr.', 'DE 1987/0231', ['MR', 'SR'], '20261121', 'Schädel nativ und KM', 11, 1284],
    ['Люкceмбypг^Анна', 'RU-55120', ['DX'], '20261121', 'ОГК в прямой проекции', 1, 2],
    ['Hong^Gildong=洪^吉洞=홍^길동', 'KR20261120001', ['US'], '20261120', '복부 초음파', 1, 64],
    ['Wang^XiaoDong=王^小东', '310101199003071234', ['CT', 'PT'], '20261120', '全身PET-CT', 6, 2210],
    ['قباني^لنزار', 'SA-9981', ['MG'], '20261120', 'تصوير الثدي', 4, 4],
    ['สมชาย^ใจดี', 'TH-120034', ['CR'], '20261119', 'ปอด', 1, 1],
    ['Διονυσιος', 'GR-77', ['XA'], '20261119', 'Στεφανιογραφία', 9, 1530],
    ['שרון^דבורה', 'IL-204', ['NM'], '20261118', '', 2, 120],
    ['Adams^John Robert Quincy^^Rev.^B.A. M.Div.', 'US-1', ['RF'], '20261118', 'Upper GI series', 5, 230],
    [
      'Vázquez-Echeverría de la Santísima Trinidad y Montenegro-Fitzwilliam^María del Carmen Guadalupe',
      'ES-000000000000000000000000000000000000000000000000000000000001',
      ['CT', 'SR', 'SEG', 'RTSTRUCT', 'RTPLAN', 'RTDOSE', 'KO', 'PR'],
      '20261117',
      'Control evolutivo toracoabdominopélvico con contraste intravenoso y oral, tercera línea',
      42,
      18_344,
    ],
    ['<img src=x onerror=alert(1)>^"Bobby"', '</script><script>alert(2)</script>', ['OT'], '00000000', '<b>not bold</b>', 1, 1],
    ['', '', ['ECG'], '', '', 1, 1],
  ];
  return rows.map(([patientName, patientId, modalities, studyDate, studyDescription, series, instances], at) => ({
    studyInstanceUid: `2.25.${1000 + at}`,
    patientName,
    patientId,
    modalities,
    studyDate,
    studyDescription,
    series,
    instances,
    bytes: instances * 526_000,
    lastReceivedAt: now - (at + 1) * 120_000,
  }));
}

export function fakeAssociations(count: number, now: number): OpenAssociation[] {
  return Array.from({ length: count }, (_, at) => ({
    id: at + 1,
    callingAeTitle: ['CT_ROOM1', 'MR-1.5T', 'US_EMERGENCY', 'DX^MOBILE', 'ORTHANC'][at % 5]! + (at >= 5 ? `_${at}` : ''),
    calledAeTitle: 'FILMROOM',
    address: at % 7 === 6 ? '2001:db8:1200:34ff:fe56:7890:abcd:ef01' : `10.0.${at % 4}.${10 + at}`,
    openedAt: now - 1000 * (at * 37 + 20),
    images: (at * 97 + 12) % 2000,
    bytes: ((at * 97 + 12) % 2000) * 526_000,
  }));
}

export function fakeRefusals(now: number): RecentRefusal[] {
  const wrong = {
    ...{ callingAeTitle: 'US_EMERGENCY', calledAeTitle: 'FILMROM', address: '10.0.0.31' },
    ...{ code: 'CALLED_NOT_OURS', values: { called: 'FILMROM', ours: 'FILMROOM' } },
    words: 'the called AE title "FILMROM" is not ours (FILMROOM)',
  };
  return [
    ...Array.from({ length: 14 }, (_, at) => ({
      ...wrong,
      at: now - at * 10_000,
    })),
    {
      callingAeTitle: 'LAPTOP',
      calledAeTitle: 'FILMROOM',
      address: '10.0.3.88',
      at: now - 300_000,
      ...{ code: 'LIMIT_OF_ALL', values: { most: 50 }, words: 'local limit exceeded: 50 associations are open' },
    },
    {
      callingAeTitle: '',
      calledAeTitle: '',
      address: '10.0.0.250',
      at: now - 900_000,
      code: 'NOT_DICOM',
      values: {},
      words: 'unknown PDU type 47H',
    },
  ];
}
