import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import type { DicomAddress } from '../../web/schema.ts';
import { CopyButton } from '../parts/parts.ts';
import { shown } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

/** What a modality engineer types in: to copy, to scan, or to read out. */
export function OwnCard() {
  const dicom = shown.value?.status.dicom ?? [];
  const Qr = useSignal<ComponentType<{ text: string; label: string }> | undefined>(undefined);
  useEffect(() => {
    void import('../parts/qr.tsx').then((module) => (Qr.value = module.Qr)); // heavy: it comes when the page stands
  }, []);
  return (
    <section class="card" aria-labelledby="own-title">
      <h2 id="own-title">{T.own}</h2>
      <p class="quiet">{T.ownAbout}</p>
      {dicom.map((address) => {
        const text = cardOf(address);
        return (
          <div class="own-card" key={`${address.name} ${address.port}`}>
            <dl>
              <dt>{T.aeTitle}</dt>
              <dd>
                <code>{address.aeTitle}</code>
              </dd>
              <dt>{T.host}</dt>
              {address.hosts.map((host) => (
                <dd key={host}>
                  <code>{host}</code>
                </dd>
              ))}
              <dt>{T.port}</dt>
              <dd>
                <code>{address.port}</code>
              </dd>
            </dl>
            {Qr.value && <Qr.value text={text} label={T.qr(address.aeTitle)} />}
            <CopyButton text={text} what={T.own}>
              {T.copyCard}
            </CopyButton>
            {address.loopbackOnly && <p class="quiet">{T.loopbackOnly}</p>}
          </div>
        );
      })}
    </section>
  );
}

const cardOf = ({ aeTitle, hosts, port }: DicomAddress): string =>
  `${T.aeTitle}: ${aeTitle}\n${T.host}: ${hosts.join(', ')}\n${T.port}: ${port}\n`;
