import { useEffect } from 'preact/hooks';
import type { BoxFacts } from '../../web/schema.ts';
import { Loading } from '../parts/parts.ts';
import { may, useAsked } from '../shell/shell.ts';
import { About } from './about.tsx';
import { Away, away } from './away.tsx';
import { Power } from './power.tsx';
import { Reset } from './reset.tsx';
import { SlotsCard } from './slots.tsx';
import { Update } from './update.tsx';
import { Verify } from './verify.tsx';

const LOOK_AGAIN_MS = 1500;

/** What this machine is, and what is done to it as a whole. */
export function Page() {
  const asked = useAsked<BoxFacts>('/api/box');
  const facts = asked.data.value;
  const isMoving = facts !== undefined && isOnItsWay(facts);
  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(() => void asked.reload(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isMoving]);
  if (away.value) return <Away onBack={asked.reload} />;
  if (!facts) return <Loading of={asked} />;
  const isChanged = may('box.change');
  return (
    <div class="cards box-page">
      <About facts={facts} />
      {facts.slots && <SlotsCard facts={facts} slots={facts.slots} />}
      {facts.slots && isChanged && <Update facts={facts} slots={facts.slots} onChange={asked.reload} />}
      {isChanged && <Verify facts={facts} onChange={asked.reload} />}
      {facts.isBox && <Power facts={facts} />}
      {facts.isBox && may('box.reset') && <Reset facts={facts} />}
    </div>
  );
}

/** Something changes by itself that this page shows. */
function isOnItsWay({ slots, verification }: BoxFacts): boolean {
  return slots?.installing !== undefined || slots?.pending?.slot === slots?.slot || verification?.state === 'running';
}
