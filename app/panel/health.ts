/** What the panel shows: the program's health as a plain record. Whoever knows one of these says so; nothing here asks. */
export interface Health {
  readonly phase: 'starting' | 'ready' | 'stopping';
  /** A system update is being written. */
  readonly updating: boolean;
  /** The program met a fault of its own, or its self-test fails. */
  readonly fault: boolean;
  /** The box runs from its previous slot, was reset by a watchdog, or does not know the time: it works, the page says more. */
  readonly degraded: boolean;
  /** Whether a person has taken the box into use. `window`: the button has opened the claim window. */
  readonly claim: 'claimed' | 'unclaimed' | 'window';
  /** Somebody looks for this box. */
  readonly identify: boolean;
  readonly button: ButtonShows;
  readonly modality: {
    readonly link: Link;
    /** Images are arriving now. */
    readonly receiving: boolean;
    /** An association was refused within the last minute. */
    readonly refusedLately: boolean;
    /** A modality that usually sends by now has not. */
    readonly silent: boolean;
  };
  readonly hospital: {
    readonly link: Link;
    /** `fallback`: no address was got, the link-local one is in use. */
    readonly address: 'usual' | 'fallback';
    readonly forwarding: boolean;
    /** Images wait longer than they should for a destination. */
    readonly backlog: boolean;
    /** A destination refuses us, or its certificate is not the one we know. */
    readonly destinationRefuses: boolean;
  };
  readonly store: {
    readonly disk: 'opening' | 'usual' | 'almost-full' | 'full' | 'failed' | 'missing';
    readonly indexFault: boolean;
    /** A storage commitment is being worked on. */
    readonly committing: boolean;
  };
}

/** `unknown`: this machine does not say; shown as `up`, so that a PC does not look unplugged. */
export type Link = 'up' | 'down' | 'unknown';

/** What the button has to say: nothing, the stage that letting go would take, or a second press awaited. */
export type ButtonShows = 'nothing' | 1 | 2 | 3 | 4 | 5 | 'confirm';

/** All well: what a test, or a part that knows only some of it, begins with. */
export const ALL_WELL: Health = {
  phase: 'ready',
  updating: false,
  fault: false,
  degraded: false,
  claim: 'claimed',
  identify: false,
  button: 'nothing',
  modality: { link: 'up', receiving: false, refusedLately: false, silent: false },
  hospital: { link: 'up', address: 'usual', forwarding: false, backlog: false, destinationRefuses: false },
  store: { disk: 'usual', indexFault: false, committing: false },
};
