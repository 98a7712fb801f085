interface Words {
  readonly means: string;
  readonly toDo: string;
}

const WAIT = 'Wait. Do not pull the plug.';
const OPEN = 'See above what it is and what to do.';
const held = (what: string, toDo = 'Hold on for the next; hold to the end to cancel.'): Words => ({
  means: `The button is held: ${what}.`,
  toDo: `Let go now for ${what}. ${toDo}`,
});

/** What each LED says by its state (`panel/grammar.ts`); a test holds the two together. `hand` is what all of them say. */
export const texts = {
  colours: { green: 'green', amber: 'amber', red: 'red' },
  rhythms: {
    off: 'dark',
    steady: 'lit',
    slow: 'blinks slowly',
    fast: 'blinks fast',
    wink: 'lit, with short gaps',
    limp: 'long and short in turn',
    heartbeat: 'beats like a heart',
    'flash-1': 'flashes once, pauses',
    'flash-2': 'flashes twice, pauses',
    'flash-3': 'flashes 3 times, pauses',
    'flash-4': 'flashes 4 times, pauses',
    'flash-5': 'flashes 5 times, pauses',
  },
  looks: (colour: string, rhythm: string) => `${colour}, ${rhythm}`,
  hand: {
    'held-1': held('restart'),
    'held-2': held('network fallback'),
    'held-3': held('claim window'),
    'held-4': held('previous system'),
    'held-5': held('factory reset', 'Hold on to cancel.'),
    'confirm-reset': {
      means: 'Factory reset was chosen and waits for a second press.',
      toDo: 'Press once more, shortly, within 10 seconds to reset. Leave it alone to cancel.',
    },
    identify: {
      means: 'This is the box that you look for.',
      toDo: 'It stops by itself after half a minute; tap the button to stop it sooner.',
    },
  },
  POWER: {
    updating: { means: 'The system is being updated.', toDo: WAIT },
    starting: { means: 'Filmroom is starting.', toDo: WAIT },
    stopping: { means: 'Filmroom is stopping, and lets what arrives just now finish.', toDo: WAIT },
    fault: {
      means: 'Filmroom met a fault of its own. What was acknowledged is safe.',
      toDo: 'Where images no longer arrive, restart: hold the button until it flashes once.',
    },
    'claim-window': {
      means: 'The button has opened the claim window: for ten minutes the page asks for no code.',
      toDo: 'Open the page from the hospital network now, and set a password.',
    },
    degraded: {
      means: 'It works, but something is not as it should be.',
      toDo: OPEN,
    },
    unclaimed: {
      means: 'The box is new, or was reset: nobody has taken it into use.',
      toDo: 'Open the page and enter the claim code. The label says where that is.',
    },
    healthy: { means: 'All is well.', toDo: '' },
  },
  MODALITY: {
    'no-link': {
      means: 'No cable on the modality side, or the other end is off.',
      toDo: 'Check the cable at both ends, and that the switch or modality has power.',
    },
    refused: {
      means: 'A device was refused within the last minute.',
      toDo: 'See “Lately refused” for who and why; compare AE titles, address and port on the device.',
    },
    receiving: { means: 'Images are arriving.', toDo: '' },
    silent: { means: 'A modality that usually sends by now has not.', toDo: 'Send one image from it by hand.' },
    ready: { means: 'Ready to receive.', toDo: '' },
  },
  HOSPITAL: {
    'no-link': {
      means: 'No cable on the hospital side, or the other end is off.',
      toDo: 'Check the cable at both ends, and the wall socket.',
    },
    'fallback-address': {
      means: 'Cable in, but no address was got: the fallback address is in use.',
      toDo: 'Ask for a DHCP address or a fixed one.',
    },
    'destination-refuses': {
      means: 'A destination refuses what is sent to it, or its certificate is not trusted.',
      toDo: 'Compare AE titles and certificate with the destination.',
    },
    backlog: {
      means: 'Images wait: a destination does not answer, or is slow. Nothing is lost.',
      toDo: 'Check that the destination runs; sending goes on by itself.',
    },
    forwarding: { means: 'Images are being sent on.', toDo: '' },
    ready: { means: 'Ready; nothing waits to be sent.', toDo: '' },
  },
  STORE: {
    'disk-missing': {
      means: 'No data disk, or one that is not ours. Images are refused.',
      toDo: 'Switch off, seat the disk, switch on.',
    },
    'disk-failed': {
      means: 'The disk gives errors or takes no writes. Images are refused; those stored can still be read.',
      toDo: 'Copy the images off, then replace the disk.',
    },
    'disk-full': {
      means: 'The disk is full. Images are refused; modalities keep them and send again.',
      toDo: 'Make room, or put in a larger disk.',
    },
    'index-fault': {
      means: 'The index does not answer. The image files are not touched by that.',
      toDo: 'Restart: hold the button until it flashes once. If it comes back, have the index made again (filmroom reindex).',
    },
    opening: { means: 'The disk is not open yet.', toDo: 'Wait for POWER to stop blinking.' },
    'almost-full': {
      means: 'More than four fifths of the disk are used.',
      toDo: 'Plan: make room, or put in a larger disk.',
    },
    committing: { means: 'A modality asks whether its images are safe, and each is read again.', toDo: '' },
    ready: { means: 'The disk has room.', toDo: '' },
  },
};

export type Texts = typeof texts;
