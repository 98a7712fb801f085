import type { Announced, DicomAddress, Disk } from '../web/schema.ts';
import { CopyButton } from './copy.tsx';
import { diskState, roomBytes } from './disk-state.ts';
import * as format from './format.ts';
import { TEXTS } from './texts.ts';

export function Addresses({ dicom }: { dicom: readonly DicomAddress[] }) {
  return (
    <section class="card" id="address" aria-labelledby="address-title" tabindex={-1}>
      <h2 id="address-title">{TEXTS.sendHere}</h2>
      <AddressList dicom={dicom} />
    </section>
  );
}

/** What is typed into the modality. */
export function AddressList({ dicom }: { dicom: readonly DicomAddress[] }) {
  return (
    <>
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
          <CopyButton text={inWords(address)} what={TEXTS.sendHere}>
            {TEXTS.copyAll}
          </CopyButton>
          {address.loopbackOnly && <p class="quiet">{TEXTS.loopbackOnly}</p>}
        </div>
      ))}
    </>
  );
}

/** For an e-mail to the technician of the device. */
const inWords = ({ aeTitle, hosts, port }: DicomAddress): string =>
  `${TEXTS.aeTitle}: ${aeTitle}\n${TEXTS.host}: ${hosts.join(', ')}\n${TEXTS.port}: ${port}\n`;

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
  const { totalBytes, freeBytes } = disk;
  const reserveBytes = Math.min(disk.reserveBytes, freeBytes);
  const room = roomBytes(disk);
  const state = diskState(disk);
  const percent = (bytes: number) => `${totalBytes > 0 ? Math.min(100, Math.max(0, (100 * bytes) / totalBytes)) : 0}%`;
  const used = Math.max(0, totalBytes - freeBytes);
  const words = room > 0 ? TEXTS.roomOf(format.bytes(room), format.bytes(totalBytes)) : TEXTS.noRoom(format.bytes(totalBytes));
  return (
    <section class="card" id="disk" aria-labelledby="disk-title" tabindex={-1}>
      <h2 id="disk-title">{TEXTS.disk}</h2>
      <p class="big">{words}</p>
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element cannot show the reserve */}
      <div
        class={`gauge ${state}`}
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
          {TEXTS.free} {format.bytes(room)}
        </li>
        <li class="reserve">
          {TEXTS.reserve} {format.bytes(reserveBytes)}
        </li>
      </ul>
    </section>
  );
}

/** The name by which the network knows this machine, where it does. */
export function NameCard({ announced: { hostName, renamed } }: { announced: Announced }) {
  if (hostName === undefined) return null;
  return (
    <section class="card" id="name" aria-labelledby="name-title">
      <h2 id="name-title">{TEXTS.onTheNetwork}</h2>
      <div class="address">
        <dl>
          <Line label={TEXTS.networkName} values={[hostName]} />
        </dl>
      </div>
      <p class="quiet">{TEXTS.openPageAs(hostName)}</p>
      {renamed.map(({ wanted, now }) => (
        <p key={wanted}>{TEXTS.renamed(wanted, now)}</p>
      ))}
    </section>
  );
}
