/** Captions from an SRT or WebVTT file that another program writes while the show runs, such as LocalVocal. */
import { Subject } from 'rxjs';
import { add, ZERO, type Micros } from '../../streams/time.ts';
import { systemClock, type Clock } from '../../core/clock.ts';
import { blockReader, isWebAside, type Block } from './block-reader.ts';
import { CaptionsError, readCue, type NamedCaption } from './cue.ts';
import { CueMemory, type ToldCue } from './cue-memory.ts';
import { faultsTo, type Faults } from '../faults.ts';
import { RollingLines } from '../../streams/words/rolling.ts';
import { textReader } from './encoding.ts';
import { FollowedFile, type Look } from './followed-file.ts';
import { mediaTime, type CaptionEvent, type CaptionSource, type CaptionTime } from '../source.ts';

/** How a growing file is followed. */
export interface GrowingOptions {
  /** Media time of the file's 00:00:00. Default 0. */
  readonly offset?: Micros;
  /** Milliseconds between two looks at the file. A look costs one system call. */
  readonly poll?: number;
  /** Milliseconds for which the last cue must have stood still before it counts without a blank line behind it. */
  readonly settle?: number;
  readonly clock?: Clock;
}

/** Of a block: nothing follows it, a blank line stands behind it (and more words may follow all the same), or neither. */
type State = 'closed' | 'ended' | 'open';

/** A last cue that has stood still for so many times `settle` is final. */
const FINAL_AFTER = 5;

/**
 * Follows the file from its start: each cue is told once a blank line stands behind it, or once it has stood still for
 * a second (then it may be revised). Waits for a file that is not there. When the file is cut, replaced or written anew,
 * what was told before is not told again, and what changed is a revision; the last cue of such a file is final only when
 * another follows or it has stood still for 5 s. What is no cue is told as a fault and left out.
 */
export function openGrowingCaptions(file: string, options: GrowingOptions = {}): CaptionSource {
  return new Growing(file, options);
}

class Growing implements CaptionSource {
  readonly name: string;
  readonly #file: string;
  readonly #offset: Micros;
  readonly #poll: number;
  readonly #settle: number;
  readonly #clock: Clock;
  readonly #followed: FollowedFile;
  readonly #events$ = new Subject<CaptionEvent>();
  readonly events$ = this.#events$.asObservable();
  readonly #faults: Faults = faultsTo((event) => this.#events$.next(event));
  readonly #memory = new CueMemory();
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #reader = blockReader();
  #text = textReader();
  #rolling = new RollingLines();
  /** The file was written anew at least once, so its last cue may be again. */
  #rewritten = false;
  #absent = '';
  /** The cue at the file's end; `open`: words may still follow. */
  #last: { readonly cue: ToldCue; readonly open: boolean } | undefined;
  /** The cue that was last before the file began anew. */
  #lost: ToldCue | undefined;
  /** The open block as it was seen last, and since when it has been the same. */
  #tail = { text: '', since: 0, told: false };
  /** What was wrong with the open block. */
  #faultInTail = '';

  constructor(file: string, options: GrowingOptions) {
    this.name = `captions in ${file}`;
    this.#file = file;
    this.#offset = options.offset ?? ZERO;
    this.#poll = options.poll ?? 200;
    this.#settle = options.settle ?? 1_000;
    this.#clock = options.clock ?? systemClock();
    this.#followed = new FollowedFile(file);
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    // Subscribers come right after opening.
    await nextTurn();
    try {
      while (!signal.aborted) {
        const more = await this.#lookOnce();
        await (more ? nextTurn() : this.#clock.sleep(this.#poll, signal));
      }
    } finally {
      await this.#followed.close();
      this.#events$.complete();
    }
  }

  /** Whether more can be read at once. */
  async #lookOnce(): Promise<boolean> {
    try {
      const look = await this.#followed.look();
      if (this.#stop.signal.aborted) return false;
      if ('absent' in look) this.#explainMissing(look.absent);
      else this.#take(look);
      this.#considerTail();
      this.#considerLast();
      return 'more' in look && look.more;
    } catch (error) {
      // A disk or network drive that fails in the middle of a file: the show goes on, and it is tried again.
      this.#explainMissing((error as NodeJS.ErrnoException).code ?? String(error));
      await this.#followed.close();
      return false;
    }
  }

  #explainMissing(code: string): void {
    if (code === this.#absent) return;
    this.#absent = code;
    if (code === 'ENOENT')
      this.#faults.tell(`The captions file ${this.#file} is not there`, 'Captions come when it appears.');
    else
      this.#faults.tell(
        `The captions file ${this.#file} cannot be read (${code})`,
        'Check its name and permissions; it is tried again.',
      );
  }

  #take(look: Look): void {
    this.#absent = '';
    if (look.restarted) this.#restart();
    const { doubt } = this.#text;
    const blocks = this.#reader.push(this.#text.push(look.added));
    if (this.#text.doubt !== undefined && this.#text.doubt !== doubt)
      this.#faults.tell(
        `${this.#file}, line ${this.#text.doubt.line}: ${this.#text.doubt.what}`,
        'Check what writes the file.',
      );
    for (const block of blocks) this.#read(block, 'closed');
    this.#considerTail();
    if (blocks.length > 0 || this.#reader.tail?.ended === true) this.#finishLost();
  }

  #restart(): void {
    this.#reader = blockReader();
    this.#text = textReader();
    this.#rolling = new RollingLines();
    this.#rewritten = true;
    this.#lost = this.#last?.cue;
    this.#last = undefined;
    this.#tail = { text: '', since: 0, told: false };
    this.#faultInTail = '';
    this.#memory.restart();
  }

  #considerTail(): void {
    const now = this.#clock.now();
    const { tail } = this.#reader;
    const text = `${tail?.lines.join('\n') ?? ''}${tail?.ended === true ? '\n' : ''}`;
    if (text !== this.#tail.text) this.#tail = { text, since: now, told: false };
    const waited = now - this.#tail.since;
    if (tail === undefined || this.#tail.told || (!tail.ended && waited < this.#settle)) return;
    this.#tail.told = true;
    this.#read(tail, tail.ended ? 'ended' : 'open');
  }

  #considerLast(): void {
    if (this.#last === undefined || this.#clock.now() - this.#last.cue.since < FINAL_AFTER * this.#settle)
      return;
    this.#finish();
  }

  #read(block: Block, state: State): void {
    if (this.#reader.web === true && isWebAside(block)) return;
    let caption: NamedCaption;
    try {
      caption = readCue(block, this.#file, this.#rolling);
    } catch (error) {
      if (!(error instanceof CaptionsError)) throw error;
      this.#tellFault(error, state);
      return;
    }
    this.#place(caption, state);
  }

  /** Once a block, which may be read twice. */
  #tellFault({ message }: CaptionsError, state: State): void {
    const told = message === this.#faultInTail;
    this.#faultInTail = state === 'ended' ? message : '';
    if (state === 'closed' && this.#last !== undefined) this.#last = { ...this.#last, open: false };
    if (state !== 'open' && !told) this.#faults.tell(message, 'It was left out; check what writes the file.');
  }

  #place(caption: NamedCaption, state: State): void {
    const last = this.#last;
    const goesOn = last?.open === true && last.cue.caption.start === caption.start;
    if (!goesOn) this.#finish();
    const known = goesOn ? last.cue : this.#memory.find(caption);
    if (known === undefined && caption.text === '') return;
    const cue = known ?? this.#memory.add(caption);
    const changed = known === undefined || !sameWords(known.caption, caption);
    const final = state !== 'open' && !this.#rewritten;
    this.#memory.see(cue, caption);
    if (changed) cue.since = this.#clock.now();
    if (changed || (final && !cue.final)) this.#tell(cue, final);
    this.#last = { cue, open: state !== 'closed' };
  }

  /** Another cue follows, or none for long: the last one stays as it is. */
  #finish(): void {
    const cue = this.#last?.cue;
    if (cue !== undefined && !cue.final) this.#tell(cue, true);
  }

  /** The file that began anew does not hold the cue that was last before: nobody will revise it. */
  #finishLost(): void {
    const cue = this.#lost;
    this.#lost = undefined;
    if (cue !== undefined && !cue.final && !this.#memory.isSeen(cue)) this.#tell(cue, true);
  }

  #tell(cue: ToldCue, final: boolean): void {
    const { id, caption } = cue;
    cue.final = final || caption.text === '';
    if (caption.text === '') {
      this.#events$.next({ type: 'withdrawn', id });
      return;
    }
    const at = (time: Micros): CaptionTime => mediaTime(add(time, this.#offset));
    const [start, end] = [at(caption.start), at(caption.end)];
    this.#events$.next({ type: 'caption', id, start, end, text: caption.text, final });
  }

  close(): Promise<void> {
    this.#stop.abort();
    return this.#running;
  }
}

const sameWords = (a: NamedCaption, b: NamedCaption): boolean =>
  a.start === b.start && a.end === b.end && a.text === b.text;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
