import type { DicomAddress, PersonName } from '../web/schema.ts';
import { CopyButton } from './copy.tsx';
import * as format from './format.ts';
import { AddressList } from './machine.tsx';
import { LongList } from './more.tsx';
import type { ShownStudy } from './state.ts';
import { TEXTS } from './texts.ts';

export function Studies({ studies, dicom }: { studies: readonly ShownStudy[]; dicom: readonly DicomAddress[] }) {
  return (
    <section class="card studies" id="studies" aria-labelledby="studies-title" tabindex={-1}>
      <h2 id="studies-title">{TEXTS.recent}</h2>
      {studies.length === 0 ? (
        <Empty dicom={dicom} />
      ) : (
        <LongList class="rows" entries={studies} first={20} label={TEXTS.recent}>
          {(study) => <StudyRow key={study.studyInstanceUid} study={study} />}
        </LongList>
      )}
    </section>
  );
}

function StudyRow({ study }: { study: ShownStudy }) {
  return (
    <li class={study.arriving ? 'study arriving' : 'study'}>
      {study.arriving && <span class="glow" key={study.instances} aria-hidden="true" />}
      <Name name={study.patientName} />
      <div class="about">
        <span>
          <bdi>{study.patientId || TEXTS.noId}</bdi>
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
        <div class="when">{study.studyDate ? <time dateTime={study.studyDate}>{format.date(study.studyDate)}</time> : TEXTS.noDate}</div>
        <div class="how-many">{TEXTS.counts(study.series, study.instances, format.number)}</div>
      </div>
    </li>
  );
}

/** Every script that the name was sent in: 'Yamada Tarou 山田 太郎', the reading below it. */
function Name({ name }: { name: PersonName }) {
  if (!name.alphabetic && !name.ideographic && !name.phonetic) return <div class="name none">{TEXTS.noName}</div>;
  return (
    <div class="name">
      {name.alphabetic && <bdi>{name.alphabetic}</bdi>} {name.ideographic && <bdi lang={name.lang}>{name.ideographic}</bdi>}{' '}
      {name.phonetic && (
        <bdi lang={name.lang} class="reading">
          {name.phonetic}
        </bdi>
      )}
    </div>
  );
}

function Empty({ dicom }: { dicom: readonly DicomAddress[] }) {
  const to = dicom[0];
  const command =
    to && `storescu -v -aec ${/^[\w.-]+$/.test(to.aeTitle) ? to.aeTitle : `'${to.aeTitle}'`} ${to.hosts[0]} ${to.port} image.dcm`;
  return (
    <div class="empty">
      <p>
        <strong>{TEXTS.empty.title}</strong>
      </p>
      <p>{TEXTS.empty.intro}</p>
      <h3>{TEXTS.sendHere}</h3>
      <AddressList dicom={dicom} />
      <ol>
        {TEXTS.empty.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {command && (
        <details>
          <summary>{TEXTS.empty.terminal}</summary>
          <div class="command">
            <code>{command}</code>
            <CopyButton text={command} what={TEXTS.command} />
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
