import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Dialog } from '../parts/parts.ts';
import { Icon } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

/** Shape Detection API; browsers that have it can read a code by the camera. */
interface Detector {
  detect(image: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
declare global {
  interface Window {
    readonly BarcodeDetector?: new () => Detector;
  }
}

const LOOK_EVERY_MS = 250;

/** Reads a barcode by the camera; not there where the browser cannot. A scanner that types needs none of it. */
export function ScanButton({ onCode }: { onCode: (code: string) => void }) {
  const isOpen = useSignal(false);
  if (window.BarcodeDetector === undefined || navigator.mediaDevices === undefined) return null;
  return (
    <>
      <button type="button" class="button scan" onClick={() => (isOpen.value = true)}>
        <Icon name="scan" />
        {T.scan}
      </button>
      {isOpen.value && (
        <Camera
          onClose={(code) => {
            isOpen.value = false;
            if (code !== undefined) onCode(code);
          }}
        />
      )}
    </>
  );
}

function Camera({ onClose }: { onClose: (code?: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const problem = useSignal('');
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    async function look(detector: Detector, shown: HTMLVideoElement): Promise<void> {
      const [found] = await detector.detect(shown).catch(() => []); // a frame that is not there yet
      if (isGone) return;
      if (found) onClose(found.rawValue.trim());
      else timer = setTimeout(() => void look(detector, shown), LOOK_EVERY_MS);
    }
    async function begin(): Promise<void> {
      try {
        const taken = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        stream = taken;
        if (isGone || !video.current) return stop();
        video.current.srcObject = taken;
        await video.current.play();
        await look(new window.BarcodeDetector!(), video.current);
      } catch (error) {
        problem.value = error instanceof DOMException && error.name === 'NotAllowedError' ? T.cameraRefused : T.cameraFailed;
      }
    }
    function stop(): void {
      for (const track of stream?.getTracks() ?? []) track.stop();
    }
    void begin();
    return () => {
      isGone = true;
      clearTimeout(timer);
      stop();
    };
  }, []);
  return (
    <Dialog title={T.scanTitle} onClose={() => onClose()} class="scan-dialog">
      <div role="alert">{problem.value && <p class="banner bad">{problem.value}</p>}</div>
      <video ref={video} muted playsInline aria-label={T.scanTitle} />
      <p class="help">{T.scanHelp}</p>
    </Dialog>
  );
}
