import * as z from 'zod/mini';
import { checkSettings, DEFAULT_SETTINGS, type NetworkSettings } from './settings.ts';

const PortNumbers = z.array(z.int().check(z.minimum(1), z.maximum(65_535))).check(z.maxLength(64));
/** Ports that the program listens on no longer, and those that it listens on now. */
export const MovedPorts = z.strictObject({ closed: PortNumbers, opened: PortNumbers });
export type MovedPorts = z.infer<typeof MovedPorts>;

/**
 * The settings with the ports of the program where it listens now. A side that lets DICOM in is let in at the new port; one that was shut stays shut.
 *
 * @throws NetworkError NETWORK_INVALID, as when the modalities would be let in at the port of the page
 */
export function withMovedPorts(settings: NetworkSettings, { closed, opened }: MovedPorts): NetworkSettings {
  const moved = (ports: readonly number[]) =>
    ports.length === 0 ? [] : [...new Set([...ports.filter((port) => !closed.includes(port)), ...opened])];
  const { hospital, modality } = settings;
  return checkSettings({
    hospital: { ...hospital, dicomPorts: moved(hospital.dicomPorts) },
    modality: { ...modality, dicomPorts: moved(modality.dicomPorts) },
  });
}

/** The settings of a new box, with DICOM let in where it is now. */
export function withPortsOf({ hospital, modality }: NetworkSettings): NetworkSettings {
  return {
    hospital: { ...DEFAULT_SETTINGS.hospital, dicomPorts: hospital.dicomPorts },
    modality: { ...DEFAULT_SETTINGS.modality, dicomPorts: modality.dicomPorts },
  };
}
