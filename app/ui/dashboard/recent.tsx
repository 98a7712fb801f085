import type { DicomAddress, PersonName } from '../../web/schema.ts';
import { CopyButton, LongList } from '../parts/parts.ts';
import * as format from '../shell/format.ts';
import type { ShownStudy } from '../shell/state.ts';
import { AddressList } from './machine.tsx';
import { texts as T } from './texts/en.ts';

export function Studies({ studies, dicom }: { studies: readonly ShownStudy[]; dicom: readonly DicomAddress[] }) {
  const midnight = new Date().setHours(0, 0, 0, 0);
  const today = studies.filter(({ lastReceivedAt }) => lastReceivedAt >= midnight);
  const earlier = studies.filter(({ lastReceivedAt }) => lastReceivedAt < midnight);
  return (
    <section class="card studies" id="studies" aria-labelledby="studies-title" tabindex={-1}>
      <h2 id="studies-title">{studies.length === 0 ? T.recent : T.today}</h2>
      {studies.length === 0 ? (
        <Empty dicom={dicom} />
      ) : (
        <>
          {today.length === 0 && <p class="quiet">{T.noneToday}</p>}
          <Rows studies={today} first={20} label={T.today} />
          {earlier.length > 0 && <h2 class="earlier">{T.earlier}</h2>}
          <Rows studies={earlier} first={Math.max(5, 20 - today.length)} label={T.earlier} />
        </>
      )}
    </section>
  );
}

function Rows({ studies, first, label }: { studies: readonly ShownStudy[]; first: number; label: string }) {
  if (studies.length === 0) return null;
  return (
    <LongList class="rows" entries={studies} first={first} label={label}>
      {(study) => <StudyRow key={study.studyInstanceUid} study={study} />}
    </LongList>
  );
}

function StudyRow({ study }: { study: ShownStudy }) {
  return (
    <li class={study.arriving ? 'study arriving' : 'study'}>
      {study.arriving && <span class="glow" key={study.instances} aria-hidden="true" />}
      <a class="open-study" href={`/studies/${encodeURIComponent(study.studyInstanceUid)}`}>
        <Name name={study.patientName} />
      </a>
      <div class="about">
        <span>
          <bdi>{study.patientId || T.noId}</bdi>
        </span>
        {study.description && (
          <span>
            <bdi>{study.description}</bdi>
          </span>
        )}
      </div>
      <div class="facts">
        <div class="chips">
          {study.modalities.slice(0, CHIPS).map((modality) => (
            <span class={`chip ${CHIP_TINT[modality] ?? ''}`} key={modality}>
              {modality}
            </span>
          ))}
          {study.modalities.length > CHIPS && (
            <span class="chip" title={study.modalities.slice(CHIPS).join(' ')}>
              +{study.modalities.length - CHIPS}
            </span>
          )}
        </div>
        <div class="when">{study.studyDate ? <time dateTime={study.studyDate}>{format.date(study.studyDate)}</time> : T.noDate}</div>
        <div class="how-many">
          {T.series(study.series)} · {T.imagesOf(study.instances)}
        </div>
      </div>
    </li>
  );
}

/** Every script that the name was sent in: 'Yamada Tarou 山田 太郎', the reading below it. */
function Name({ name }: { name: PersonName }) {
  if (!name.alphabetic && !name.ideographic && !name.phonetic) return <span class="name none">{T.noName}</span>;
  return (
    <span class="name">
      {name.alphabetic && <bdi>{name.alphabetic}</bdi>} {name.ideographic && <bdi lang={name.lang}>{name.ideographic}</bdi>}{' '}
      {name.phonetic && (
        <bdi lang={name.lang} class="reading">
          {name.phonetic}
        </bdi>
      )}
    </span>
  );
}

function Empty({ dicom }: { dicom: readonly DicomAddress[] }) {
  const to = dicom[0];
  const command =
    to && `storescu -v -aec ${/^[\w.-]+$/.test(to.aeTitle) ? to.aeTitle : `'${to.aeTitle}'`} ${to.hosts[0]} ${to.port} image.dcm`;
  return (
    <div class="empty">
      <p>
        <strong>{T.empty.title}</strong>
      </p>
      <p>{T.empty.intro}</p>
      <h3>{T.sendHere}</h3>
      <AddressList dicom={dicom} />
      <ol>
        {T.empty.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {command && (
        <details>
          <summary>{T.empty.terminal}</summary>
          <div class="command">
            <code>{command}</code>
            <CopyButton text={command} what={T.command} />
          </div>
        </details>
      )}
    </div>
  );
}

/** Most modalities that are named in a row. */
const CHIPS = 4;

/** Tints by kind of picture, so that a list is read at a glance; the letters stay the information. */
const CHIP_TINT: Readonly<Record<string, string>> = {
  CT: 'blue',
  PT: 'blue',
  NM: 'blue',
  MR: 'violet',
  US: 'green',
  IVUS: 'green',
  CR: 'amber',
  DX: 'amber',
  MG: 'amber',
  XA: 'amber',
  RF: 'amber',
};
