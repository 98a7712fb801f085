import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { type Clock, type Log, type Timer, wordsOf } from '../base/base.ts';
import { applySettings } from './apply.ts';
import { NetworkError } from './errors.ts';
import { type LinkFacts, linkFacts } from './facts.ts';
import type { Hl7Place } from './firewall.ts';
import { forgetGonePort } from './gone.ts';
import { type MovedPorts, withMovedPorts, withPortsOf } from './moved-ports.ts';
import { checkSettings, DEFAULT_SETTINGS, type NetworkSettings } from './settings.ts';
import { networkStore, type Outcome } from './store.ts';
import { debianSystem, type NetworkSystem } from './system.ts';

export interface NetworkOptions {
  /** What stands for /. */
  readonly root?: string;
  readonly system?: NetworkSystem;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a change waits to be confirmed. */
  readonly confirmMs: number;
  /** Milliseconds since the machine started, and which start that was; whoever carries on after us counts the same. */
  readonly uptimeMs?: () => number;
  readonly bootId?: () => string;
}

const TRY_AGAIN_MS = 10_000;

/** The network as it is set and as it is. */
export interface NetworkReport {
  /** Those that a restart brings back. */
  readonly settings: NetworkSettings;
  /** Those that hold now, and wait to be confirmed. */
  readonly waiting: { readonly settings: NetworkSettings; readonly secondsLeft: number } | undefined;
  readonly lastChange: Outcome | undefined;
  readonly links: readonly LinkFacts[];
}

/**
 * Settings of the running box. A change holds at once and waits to be confirmed: who has cut himself off cannot confirm, so that the earlier settings
 * return by themselves, after `confirmMs` or at the next start (`startNetwork`). One thing is done after another.
 */
export class Network {
  readonly #options: Required<NetworkOptions>;
  readonly #store: ReturnType<typeof networkStore>;
  #timer: Timer | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: NetworkOptions) {
    const read = () => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    this.#options = { root: '/', system: debianSystem, uptimeMs: () => uptime() * 1000, bootId: read, ...options };
    this.#store = networkStore(this.#options.root, options.log);
  }

  /** Whether a change waits: whoever keeps time for it must stay. */
  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  /** Carries on with a change that a predecessor left, who was killed. */
  resume(): Promise<void> {
    return this.#inTurn(async () => {
      const waiting = this.#store.waiting();
      if (!waiting) return;
      if (waiting.bootId === this.#options.bootId() && waiting.until > this.#options.uptimeMs()) this.#wait(waiting.until);
      else await this.#return('not confirmed');
    }).catch((error) => this.#options.log.error('network.notReverted', { words: wordsOf(error) }));
  }

  report(): NetworkReport {
    const settings = this.#store.settings() ?? DEFAULT_SETTINGS;
    const waiting = this.#store.waiting();
    const secondsLeft = waiting && Math.max(0, Math.ceil((waiting.until - this.#options.uptimeMs()) / 1000));
    const links = linkFacts(this.#options.root, waiting?.settings ?? settings);
    return {
      settings,
      waiting: waiting && { settings: waiting.settings, secondsLeft: secondsLeft ?? 0 },
      lastChange: this.#store.outcome(),
      links,
    };
  }

  /**
   * Applies settings, which then wait to be confirmed; those that waited are forgotten.
   *
   * @throws NetworkError NETWORK_INVALID; NETWORK_NOT_APPLIED, and the earlier ones hold again
   */
  set(given: unknown): Promise<NetworkReport> {
    const settings = checkSettings(given);
    return this.#inTurn(async () => {
      const { uptimeMs, bootId, confirmMs, log } = this.#options;
      const until = uptimeMs() + confirmMs;
      await this.#store.saveWaiting({ settings, bootId: bootId(), until });
      this.#stopWaiting(); // not before: where this one cannot be noted, the one that waits returns in its time
      try {
        await this.#apply(settings);
      } catch (cause) {
        const after = await this.#return('reverted').then(
          () => 'the earlier ones hold',
          () => 'the earlier ones are tried again until they hold',
        );
        throw new NetworkError('NETWORK_NOT_APPLIED', `The system did not take the settings; ${after}. ${wordsOf(cause)}`, { cause });
      }
      this.#wait(until);
      log.info('network.set', { confirmMs });
      return this.report();
    });
  }

  /** @throws NetworkError NETWORK_NOTHING_WAITS */
  confirm(): Promise<NetworkReport> {
    return this.#inTurn(async () => {
      const waiting = this.#store.waiting();
      if (!waiting) throw new NetworkError('NETWORK_NOTHING_WAITS', 'No change of the network waits to be confirmed.');
      await this.#store.saveSettings(waiting.settings);
      this.#stopWaiting();
      await this.#store.dropWaiting();
      await this.#tell('confirmed');
      return this.report();
    });
  }

  /** @throws NetworkError NETWORK_NOTHING_WAITS */
  revert(): Promise<NetworkReport> {
    return this.#inTurn(async () => {
      if (!this.#store.hasWaiting())
        throw new NetworkError('NETWORK_NOTHING_WAITS', 'No change of the network waits: there is nothing to take back.');
      await this.#return('reverted');
      return this.report();
    });
  }

  /**
   * The firewall lets in at the ports where the program listens now, at once and for good: no address changes, so that nobody is cut off by it.
   * Where a change waits, it and what it may return to both have them.
   *
   * @throws NetworkError NETWORK_INVALID, and the ports stay as they were
   */
  movePorts(moved: MovedPorts): Promise<NetworkReport> {
    return this.#inTurn(async () => {
      const waiting = this.#store.waiting();
      const settings = withMovedPorts(this.#store.settings() ?? DEFAULT_SETTINGS, moved);
      const next = waiting && withMovedPorts(waiting.settings, moved);
      await this.#store.saveSettings(settings);
      if (waiting && next) await this.#store.saveWaiting({ ...waiting, settings: next });
      await this.#apply(next ?? settings);
      this.#options.log.info('network.portsMoved', { closed: moved.closed.join(' '), opened: moved.opened.join(' ') });
      return this.report();
    });
  }

  /** The firewall lets HL7 in where the program listens for it now, at once and for good; no address changes. */
  moveHl7(place: Hl7Place | undefined): Promise<NetworkReport> {
    return this.#inTurn(async () => {
      if (isDeepStrictEqual(place, this.#store.hl7())) return this.report();
      await this.#store.saveHl7(place);
      await this.#apply(this.#store.waiting()?.settings ?? this.#store.settings() ?? DEFAULT_SETTINGS);
      this.#options.log.info('network.hl7', place ? { host: place.host, port: place.port } : { port: 'none' });
      return this.report();
    });
  }

  /** The addresses of a new box, at once and for good, for who stands before it and cannot reach it; DICOM is let in where it was, and a port that is gone is forgotten. */
  fallback(): Promise<NetworkReport> {
    return this.#inTurn(async () => {
      const settings = withPortsOf(this.#store.settings() ?? DEFAULT_SETTINGS);
      await this.#store.saveSettings(settings);
      this.#stopWaiting();
      await this.#store.dropWaiting();
      await this.#apply(settings);
      await forgetGonePort(this.#options.root, this.#store);
      await this.#tell('fallback');
      return this.report();
    });
  }

  #wait(until: number): void {
    const { clock, uptimeMs, log } = this.#options;
    const timer = clock.after(Math.max(0, until - uptimeMs()), () => {
      const returned = this.#inTurn(async () => {
        if (this.#timer === timer) await this.#return('not confirmed'); // else it was confirmed, or followed by another, while this stood in the queue
      });
      returned.catch((error) => log.error('network.notReverted', { words: wordsOf(error) }));
    });
    this.#timer = timer;
  }

  #stopWaiting(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  async #return(outcome: Outcome['outcome']): Promise<void> {
    this.#stopWaiting();
    try {
      await this.#apply(this.#store.settings() ?? DEFAULT_SETTINGS);
      await this.#store.dropWaiting();
    } catch (error) {
      this.#wait(this.#options.uptimeMs() + TRY_AGAIN_MS); // not given up: until then the box may be out of reach
      throw error;
    }
    await this.#tell(outcome);
  }

  async #apply(settings: NetworkSettings): Promise<void> {
    await applySettings(this.#options.root, settings, this.#options.system, this.#store.hl7());
  }

  async #tell(outcome: Outcome['outcome']): Promise<void> {
    this.#options.log.info('network.settled', { outcome });
    await this.#store.saveOutcome({ outcome, at: new Date(this.#options.clock.now()).toISOString() });
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(act, act);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
