import { useSignal } from '@preact/signals';
import type { Instance, Instances, Series, StudyShown } from '../../web/schema.ts';
import { Loading } from '../parts/parts.ts';
import { AskError, ask, format, hasOhif, Icon, may, useAsked } from '../shell/shell.ts';
import { CommittedElsewhere } from './committed-elsewhere.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { Name } from './name.tsx';
import { SendDialog } from './send-dialog.tsx';
import { TagsDialog } from './tags-dialog.tsx';
import { texts as T } from './texts/en.ts';
import { apiOf, ohifOf, viewerOf, type Which } from './which.ts';

export function Detail({ studyInstanceUid }: { studyInstanceUid: string }) {
  const asked = useAsked<StudyShown>(apiOf({ studyInstanceUid }));
  const study = asked.data.value;
  const deleting = useSignal<Which | undefined>(undefined);
  const sending = useSignal<Which | undefined>(undefined);
  return (
    <section class="card study-detail" aria-labelledby="study-title">
      <p class="back">
        <a href="/studies">{T.back}</a>
      </p>
      <h2 id="study-title">{study ? <Name name={study.patientName} /> : T.study}</h2>
      {study ? (
        <>
          <Facts study={study} />
          <div class="study-actions">
            <a class="button main" href={viewerOf(studyInstanceUid)}>
              {T.view}
            </a>
            {hasOhif() && (
              <a class="button only-large" href={ohifOf(studyInstanceUid)}>
                {T.ohif}
              </a>
            )}
            {may('studies.send') && (
              <button type="button" class="button" onClick={() => (sending.value = { studyInstanceUid, images: study.instances })}>
                {T.send}
              </button>
            )}
            {may('studies.export') && (
              <a class="button" href={`${apiOf({ studyInstanceUid })}/zip`} download>
                {T.download}
              </a>
            )}
            {may('studies.delete') && (
              <button type="button" class="button" onClick={() => (deleting.value = { studyInstanceUid, images: study.instances })}>
                {T.delete}
              </button>
            )}
          </div>
          {may('commitment.see') && <CommittedElsewhere studyInstanceUid={studyInstanceUid} />}
          <h3>{T.seriesOf(study.seriesList.length)}</h3>
          <ul class="series-list">
            {study.seriesList.map((series) => (
              <SeriesItem
                key={series.seriesInstanceUid}
                series={series}
                studyInstanceUid={studyInstanceUid}
                onDelete={(which) => (deleting.value = which)}
                onSend={(which) => (sending.value = which)}
              />
            ))}
          </ul>
        </>
      ) : (
        <Loading of={asked} />
      )}
      {deleting.value && (
        <DeleteDialog which={deleting.value} onClose={() => (deleting.value = undefined)} onDeleted={() => void asked.reload()} />
      )}
      {sending.value && <SendDialog which={sending.value} onClose={() => (sending.value = undefined)} />}
    </section>
  );
}

function Facts({ study }: { study: StudyShown }) {
  const physician = study.referringPhysician;
  const facts: readonly (readonly [string, string])[] = [
    [T.patientId, study.patientId],
    [T.birthDate, study.patientBirthDate ? format.date(study.patientBirthDate) : ''],
    [T.sex, study.patientSex],
    [T.studyDate, [study.studyDate ? format.date(study.studyDate) : '', study.studyTime ?? ''].filter(Boolean).join(' ')],
    [T.description, study.description ?? ''],
    [T.accessionNumber, study.accessionNumber],
    [T.physician, [physician.alphabetic, physician.ideographic].filter(Boolean).join(' ')],
    [T.size, `${T.imagesOf(study.instances)}, ${format.bytes(study.bytes)}`],
    [T.received, format.time(study.lastReceivedAt)],
    [T.uid, study.studyInstanceUid],
  ];
  return (
    <dl class="study-facts-list">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ? <bdi>{value}</bdi> : <span class="quiet">–</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

interface Acting {
  readonly onDelete: (which: Which) => void;
  readonly onSend: (which: Which) => void;
}

function SeriesItem({ series, studyInstanceUid, onDelete, onSend }: { series: Series; studyInstanceUid: string } & Acting) {
  const { seriesInstanceUid } = series;
  const isOpen = useSignal(false);
  const title = [series.number, series.modality, series.description || series.bodyPart].filter(Boolean).join(' · ') || T.unnamed;
  const which = { studyInstanceUid, seriesInstanceUid, images: series.instances };
  return (
    <li class="series">
      <details onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
        <summary>
          <bdi>{title}</bdi>
          <span class="quiet">
            {T.imagesOf(series.instances)}, {format.bytes(series.bytes)}
          </span>
        </summary>
        {isOpen.value && (
          <>
            <div class="study-actions">
              {may('studies.send') && (
                <button type="button" class="button" onClick={() => onSend(which)}>
                  {T.sendSeries}
                </button>
              )}
              {may('studies.delete') && (
                <button type="button" class="button" onClick={() => onDelete(which)}>
                  {T.deleteSeries}
                </button>
              )}
            </div>
            <InstanceList studyInstanceUid={studyInstanceUid} seriesInstanceUid={seriesInstanceUid} onDelete={onDelete} />
          </>
        )}
      </details>
    </li>
  );
}

function InstanceList(props: { studyInstanceUid: string; seriesInstanceUid: string; onDelete: Acting['onDelete'] }) {
  const { studyInstanceUid, seriesInstanceUid, onDelete } = props;
  const path = apiOf({ studyInstanceUid, seriesInstanceUid });
  const asked = useAsked<Instances>(path);
  const more = useSignal<readonly Instance[]>([]);
  const next = useSignal<number | undefined>(undefined);
  const problem = useSignal('');
  const tagsOf = useSignal<string | undefined>(undefined);
  if (!asked.data.value) return <Loading of={asked} />;
  const from = more.value.length > 0 ? next.value : asked.data.value.next;
  return (
    <>
      <ul class="instance-list">
        {[...asked.data.value.instances, ...more.value].map((instance, n) => (
          <li key={instance.sopInstanceUid}>
            <button type="button" class="instance" onClick={() => (tagsOf.value = instance.sopInstanceUid)}>
              <span>{T.image(instance.number || String(n + 1))}</span>
              <span class="quiet">
                <bdi>{instance.sopClass}</bdi> {instance.size} {Number(instance.frames) > 1 && T.framesOf(Number(instance.frames))} ·{' '}
                {format.bytes(instance.bytes)}
              </span>
            </button>
            {may('studies.delete') && (
              <button
                type="button"
                class="icon-button"
                aria-label={T.deleteImage(instance.number || String(n + 1))}
                onClick={() => onDelete({ studyInstanceUid, seriesInstanceUid, sopInstanceUid: instance.sopInstanceUid, images: 1 })}
              >
                <Icon name="remove" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {problem.value && <p role="alert">{problem.value}</p>}
      {from !== undefined && (
        <button
          type="button"
          class="button"
          onClick={async () => {
            try {
              const page = await ask<Instances>(`${path}?after=${from}`);
              more.value = [...more.value, ...page.instances];
              next.value = page.next;
            } catch (error) {
              if (!(error instanceof AskError)) throw error;
              problem.value = error.message;
            }
          }}
        >
          {T.more}
        </button>
      )}
      {tagsOf.value && (
        <TagsDialog
          which={{ studyInstanceUid, seriesInstanceUid, sopInstanceUid: tagsOf.value }}
          onClose={() => (tagsOf.value = undefined)}
        />
      )}
    </>
  );
}
