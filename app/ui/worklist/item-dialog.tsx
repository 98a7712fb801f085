import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { WorklistCompletion } from '../../web/schema.ts';
import { Dialog, Form, SelectField, TextField } from '../parts/parts.ts';
import { AskError, ask, LANGUAGE } from '../shell/shell.ts';
import { Complete } from './complete.tsx';
import { personName } from './csv.ts';
import { fromDay, fromTime, toDay, toTime } from './days.ts';
import { MODALITIES } from './modalities.ts';
import { type Attributes, addItem, changeItem, type Item, ofStep, STEP, textAt } from './orders.ts';
import { draftOf, madeUpId, nameOf, shownName } from './person.ts';
import { ScanButton } from './scan.tsx';
import { texts as T } from './texts/en.ts';

const MOST = 8;

/** An order, typed or changed. `attributes` of a new one are what it begins with. */
export function ItemDialog(props: {
  readonly item: Item | undefined;
  readonly attributes: Attributes;
  readonly stations: readonly string[];
  readonly onDone: (kept: Item | undefined) => void;
}) {
  const { item, attributes: before, onDone } = props;
  const patientId = useSignal(textAt(before, 'PatientID'));
  const drafted = draftOf(textAt(before, 'PatientName'));
  const nameBefore = useSignal(textAt(before, 'PatientName'));
  const name = { family: useSignal(drafted.family), given: useSignal(drafted.given), middle: useSignal(drafted.middle) };
  const other = { ideographic: useSignal(drafted.ideographic), phonetic: useSignal(drafted.phonetic) };
  const birthDate = useSignal(toDay(textAt(before, 'PatientBirthDate')));
  const sex = useSignal(textAt(before, 'PatientSex'));
  const procedure = useSignal(textAt(before, 'RequestedProcedureDescription') || ofStep(before, 'ScheduledProcedureStepDescription'));
  /** The procedure that was chosen, with its codes; void once another text is typed. */
  const chosen = useSignal<Attributes | undefined>(undefined);
  const modality = useSignal(ofStep(before, 'Modality'));
  const station = useSignal(ofStep(before, 'ScheduledStationAETitle'));
  const day = useSignal(toDay(ofStep(before, 'ScheduledProcedureStepStartDate')));
  const time = useSignal(toTime(ofStep(before, 'ScheduledProcedureStepStartTime')));
  const accession = useSignal(textAt(before, 'AccessionNumber'));
  const physician = useSignal(shownName(textAt(before, 'ReferringPhysicianName'))[0] ?? '');
  const priority = useSignal(textAt(before, 'RequestedProcedurePriority'));
  const comments = useSignal(textAt(before, 'RequestedProcedureComments'));
  const known = useSignal('');
  const faults = useSignal<Partial<Record<'patientId' | 'family' | 'modality' | 'day' | 'station', string>>>({});
  const fields = useRef<HTMLDivElement>(null);

  const suggestPatients = async (text: string, signal: AbortSignal) =>
    (await ask<{ patients: Attributes[] }>(`/api/known-patients?text=${encodeURIComponent(text)}`, { signal })).patients;
  const suggestProcedures = async (text: string, signal: AbortSignal) =>
    (await ask<WorklistCompletion>(`/api/worklist/completion/procedures?text=${encodeURIComponent(text)}`, { signal })).attributes.slice(
      0,
      MOST,
    );
  const suggestStations = async (text: string) =>
    props.stations.filter((each) => each.toLowerCase().includes(text.toLowerCase()) && each !== text).slice(0, MOST);

  function takePatient(patient: Attributes): void {
    const taken = draftOf(textAt(patient, 'PatientName'));
    patientId.value = textAt(patient, 'PatientID');
    nameBefore.value = textAt(patient, 'PatientName');
    for (const part of ['family', 'given', 'middle'] as const) name[part].value = taken[part];
    for (const part of ['ideographic', 'phonetic'] as const) other[part].value = taken[part];
    birthDate.value = toDay(textAt(patient, 'PatientBirthDate'));
    sex.value = textAt(patient, 'PatientSex');
    known.value = T.knownPatient(shownName(textAt(patient, 'PatientName')).filter(Boolean).join(' '));
    focus('procedure');
  }

  /** A scanned or typed ID: whoever has it is filled in; else the name is asked for. */
  async function lookUp(id: string): Promise<void> {
    patientId.value = id;
    known.value = '';
    if (id === '') return;
    try {
      const found = (await suggestPatients(id, AbortSignal.timeout(5000))).find((each) => textAt(each, 'PatientID') === id);
      if (found) takePatient(found);
      else {
        known.value = T.unknownPatient;
        focus('family');
      }
    } catch (error) {
      if (!(error instanceof AskError) && !(error instanceof DOMException)) throw error;
      focus('family'); // without an answer one types on
    }
  }

  function takeProcedure(taken: Attributes): void {
    chosen.value = taken;
    procedure.value = textAt(taken, 'RequestedProcedureDescription') || ofStep(taken, 'ScheduledProcedureStepDescription');
    modality.value = ofStep(taken, 'Modality') || modality.value;
    station.value = ofStep(taken, 'ScheduledStationAETitle') || station.value;
    focus('day');
  }

  function focus(field: string): void {
    requestAnimationFrame(() => fields.current?.querySelector<HTMLElement>(`[data-field=${field}] :is(input, select)`)?.focus());
  }

  useEffect(() => {
    if (item === undefined) focus('patientId'); // a scanner may type at once; its Enter would close what has the focus else
  }, []);

  function checked(): boolean {
    const needed = [
      ['patientId', patientId.value.trim() !== '' || T.idNeeded],
      ['family', name.family.value.trim() !== '' || other.ideographic.value.trim() !== '' || T.nameNeeded],
      ['modality', modality.value !== '' || T.modalityNeeded],
      ['day', day.value !== '' || T.dayNeeded],
      ['station', /^[ -[\]-~]{0,16}$/.test(station.value) || T.stationWrong],
    ] as const;
    faults.value = Object.fromEntries(needed.filter(([, said]) => said !== true));
    return Object.keys(faults.value).length === 0;
  }

  async function keep(): Promise<void> {
    if (!checked()) return;
    const draft = {
      ...{ family: name.family.value, given: name.given.value, middle: name.middle.value },
      ...{ ideographic: other.ideographic.value, phonetic: other.phonetic.value },
    };
    const text = procedure.value.trim();
    const isChosen =
      chosen.value !== undefined &&
      (textAt(chosen.value, 'RequestedProcedureDescription') || ofStep(chosen.value, 'ScheduledProcedureStepDescription')) === text;
    const wasSame =
      item !== undefined &&
      text === (textAt(before, 'RequestedProcedureDescription') || ofStep(before, 'ScheduledProcedureStepDescription'));
    const codes = isChosen ? codesOf(chosen.value!) : { top: {}, step: {} };
    const noCodes: Attributes = item === undefined || isChosen || wasSame ? {} : { RequestedProcedureCodeSequence: [] };
    const noProtocol: Attributes = item === undefined || isChosen || wasSame ? {} : { ScheduledProtocolCodeSequence: [] };
    const physicianBefore = shownName(textAt(before, 'ReferringPhysicianName'))[0] ?? '';
    const attributes: Attributes = {
      PatientID: patientId.value.trim(),
      PatientName: nameOf(draft, nameBefore.value),
      PatientBirthDate: fromDay(birthDate.value),
      PatientSex: sex.value,
      ...(accession.value.trim() || item ? { AccessionNumber: accession.value.trim() || textAt(before, 'AccessionNumber') } : {}),
      ...(physician.value.trim() !== physicianBefore && { ReferringPhysicianName: personName(physician.value) }),
      RequestedProcedurePriority: priority.value,
      RequestedProcedureComments: comments.value.trim(),
      RequestedProcedureDescription: text,
      ...noCodes,
      ...codes.top,
      [STEP]: [
        {
          Modality: modality.value,
          ScheduledStationAETitle: station.value.trim(),
          ScheduledProcedureStepStartDate: fromDay(day.value),
          ScheduledProcedureStepStartTime: fromTime(time.value),
          ScheduledProcedureStepDescription: text,
          ...noProtocol,
          ...codes.step,
        },
      ],
    };
    const { item: kept } = item ? await changeItem(item, attributes) : await addItem(attributes);
    onDone(kept);
  }

  return (
    <Dialog title={item ? T.editTitle : T.addTitle} onClose={() => onDone(undefined)} class="item-dialog">
      <Form button={item ? T.keep : T.addButton} onSubmit={keep}>
        <div class="item-fields" ref={fields}>
          <div data-field="patientId" class="wide">
            <Complete
              label={T.patientId}
              help={known.value || T.patientIdHelp}
              error={faults.value.patientId}
              value={patientId}
              suggest={suggestPatients}
              keyOf={(patient) => `${textAt(patient, 'PatientID')} ${textAt(patient, 'PatientName')}`}
              show={(patient) => <PatientOption patient={patient} />}
              onTake={takePatient}
              onEnter={(text) => void lookUp(text)}
              maxLength={64}
              isCode
              beside={
                <>
                  <ScanButton onCode={(code) => void lookUp(code)} />
                  {patientId.value === '' && (
                    <button
                      type="button"
                      class="button"
                      onClick={() => {
                        patientId.value = madeUpId(new Date());
                        focus('family');
                      }}
                    >
                      {T.makeUp}
                    </button>
                  )}
                </>
              }
            />
          </div>
          <div data-field="family">
            <Complete
              label={T.family}
              error={faults.value.family}
              value={name.family}
              suggest={suggestPatients}
              keyOf={(patient) => `${textAt(patient, 'PatientID')} ${textAt(patient, 'PatientName')}`}
              show={(patient) => <PatientOption patient={patient} />}
              onTake={takePatient}
              onEnter={() => focus('given')}
              maxLength={64}
            />
          </div>
          <div data-field="given">
            <TextField label={T.given} value={name.given} maxLength={64} />
          </div>
          <TextField label={T.middle} value={name.middle} maxLength={64} />
          <TextField label={T.birthDate} value={birthDate} type="date" />
          <SelectField
            label={T.sex}
            value={sex}
            options={['', 'F', 'M', 'O'].map((each) => [each, T.sexes[each as keyof typeof T.sexes]] as const)}
          />
          <details class="wide other-scripts" open={LANGUAGE === 'ja' || drafted.ideographic !== '' || drafted.phonetic !== ''}>
            <summary>{T.otherScripts}</summary>
            <div class="item-fields">
              <TextField label={T.ideographic} value={other.ideographic} maxLength={64} />
              <TextField label={T.phonetic} value={other.phonetic} maxLength={64} />
            </div>
          </details>
          <div data-field="procedure" class="wide">
            <Complete
              label={T.procedure}
              help={T.procedureHelp}
              value={procedure}
              suggest={suggestProcedures}
              keyOf={(each) => JSON.stringify(each)}
              show={(each) => <ProcedureOption procedure={each} />}
              onTake={takeProcedure}
              onEnter={() => focus('modality')}
              maxLength={64}
            />
          </div>
          <div data-field="modality">
            <SelectField
              label={T.modality}
              error={faults.value.modality}
              value={modality}
              options={[
                ['', T.choose] as const,
                ...withOwn(modality.value).map(
                  (each) => [each, `${each} · ${T.modalities[each as keyof typeof T.modalities] ?? each}`] as const,
                ),
              ]}
            />
          </div>
          <Complete
            label={T.station}
            help={T.stationHelp}
            error={faults.value.station}
            value={station}
            suggest={suggestStations}
            keyOf={(each) => each}
            show={(each) => <code>{each}</code>}
            onTake={(each) => (station.value = each)}
            onEnter={() => focus('day')}
            maxLength={16}
            isCode
          />
          <div data-field="day">
            <TextField label={T.day} value={day} type="date" error={faults.value.day} />
          </div>
          <TextField label={T.time} value={time} type="time" />
          <TextField label={T.accession} help={item ? '' : T.accessionHelp} value={accession} maxLength={16} isCode />
          <TextField label={T.physician} help={T.physicianHelp} value={physician} maxLength={64} />
          <SelectField
            label={T.priority}
            value={priority}
            options={(['', 'STAT', 'HIGH', 'ROUTINE', 'MEDIUM', 'LOW'] as const).map(
              (each) => [each as string, T.priorities[each]] as const,
            )}
          />
          <TextField label={T.comments} value={comments} maxLength={1024} />
        </div>
      </Form>
    </Dialog>
  );
}

const withOwn = (own: string): readonly string[] => (own === '' || MODALITIES.includes(own) ? MODALITIES : [own, ...MODALITIES]);

/** What of a procedure is more than its words. */
function codesOf(procedure: Attributes): { readonly top: Attributes; readonly step: Attributes } {
  const { RequestedProcedureCodeSequence: codes, [STEP]: steps } = procedure;
  const step = typeof steps === 'object' ? steps[0] : undefined;
  const protocol = step?.ScheduledProtocolCodeSequence;
  return {
    top: typeof codes === 'object' ? { RequestedProcedureCodeSequence: codes } : {},
    step: typeof protocol === 'object' ? { ScheduledProtocolCodeSequence: protocol } : {},
  };
}

function PatientOption({ patient }: { patient: Attributes }) {
  const born = toDay(textAt(patient, 'PatientBirthDate'));
  return (
    <>
      <span class="option-name">
        {shownName(textAt(patient, 'PatientName')).map((each) => (
          <bdi key={each}>{each} </bdi>
        ))}
      </span>
      <span class="quiet">
        <bdi>{textAt(patient, 'PatientID')}</bdi> {born}
      </span>
    </>
  );
}

function ProcedureOption({ procedure }: { procedure: Attributes }) {
  return (
    <>
      <bdi class="option-name">
        {textAt(procedure, 'RequestedProcedureDescription') || ofStep(procedure, 'ScheduledProcedureStepDescription')}
      </bdi>
      <span class="quiet">
        {ofStep(procedure, 'Modality')} {ofStep(procedure, 'ScheduledStationAETitle')}
      </span>
    </>
  );
}
