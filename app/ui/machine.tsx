import type { DicomAddress, Disk } from '../web/schema.ts';
import { CopyButton } from './copy.tsx';
import * as format from './format.ts';
import { TEXTS } from './texts.ts';

/** What a technician types into the modality. */
export function Addresses({ dicom }: { dicom: readonly DicomAddress[] }) {
  return (
    <section class="card" id="address" aria-labelledby="address-title" tabindex={-1}>
      <h2 id="address-title">{TEXTS.sendHere}</h2>
      {dicom.map((address) => (
        <div class="address" key={`${address.name} ${address.aeTitle} ${address.port}`}>
          <dl>
            <Line label={TEXTS.aeTitle} values={[address.aeTitle]} />
            <Line label={TEXTS.host} values={address.hosts} />
            <Line label={TEXTS.port} values={[String(address.port)]} />
            {address.tls && (
              <div>
                <dt>{TEXTS.tls}</dt>
                <dd>{TEXTS.tlsOnly}</dd>
              </div>
            )}
          </dl>
          {address.loopbackOnly && <p class="quiet">{TEXTS.loopbackOnly}</p>}
        </div>
      ))}
    </section>
  );
}

function Line({ label, values }: { label: string; values: readonly string[] }) {
  return (
    <div>
      <dt>{label}</dt>
      {values.map((value) => (
        <dd key={value}>
          <code>{value}</code>
          <CopyButton text={value} what={label} />
        </dd>
      ))}
    </div>
  );
}

export function DiskCard({ disk }: { disk: Disk }) {
  const { totalBytes, freeBytes, reserveBytes, accepting } = disk;
  const percent = (bytes: number) => `${totalBytes > 0 ? Math.min(100, Math.max(0, (100 * bytes) / totalBytes)) : 0}%`;
  const used = Math.max(0, totalBytes - freeBytes);
  const words = TEXTS.freeOf(format.bytes(freeBytes), format.bytes(totalBytes));
  return (
    <section class="card" id="disk" aria-labelledby="disk-title" tabindex={-1}>
      <h2 id="disk-title">{TEXTS.disk}</h2>
      <p class="big">{words}</p>
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element cannot show the reserve */}
      <div
        class={accepting ? 'gauge' : 'gauge bad'}
        role="meter"
        aria-labelledby="disk-title"
        aria-valuemin={0}
        aria-valuemax={totalBytes}
        aria-valuenow={used}
        aria-valuetext={words}
      >
        <span class="used" style={{ inlineSize: percent(used) }} />
        <span class="reserve" style={{ inlineSize: percent(reserveBytes) }} />
      </div>
      <ul class="legend">
        <li class="used">
          {TEXTS.used} {format.bytes(used)}
        </li>
        <li class="free">
          {TEXTS.free} {format.bytes(Math.max(0, freeBytes - reserveBytes))}
        </li>
        <li class="reserve">
          {TEXTS.reserve} {format.bytes(reserveBytes)}
        </li>
      </ul>
    </section>
  );
}
