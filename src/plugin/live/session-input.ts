/** Where the items of a session's input go: to analysis, to captions inside the video, to the program, and to be told. */
import type { InputInfo } from '../../media/input/info.ts';
import type { InputItem } from '../../media/input/source.ts';
import type { Container } from '../../media/output/container.ts';
import { leftOutLive } from '../../media/output/left-out.ts';
import type { AnalysisFeed } from './analysis-feed.ts';
import type { LiveFact } from './events.ts';
import type { FaultGuard } from './faults.ts';
import type { LiveInBandCaptions } from './in-band-captions.ts';
import { LatePictures } from './late-pictures.ts';
import { summaryOf } from './status.ts';

/** Who takes an input's items. */
export interface InputTakers {
  readonly feed: Pick<AnalysisFeed, 'seeDarkness' | 'seePictures' | 'picture' | 'sound' | 'end'>;
  readonly inBandCaptions: LiveInBandCaptions | undefined;
  readonly program: { put(item: InputItem): void };
  readonly tell: (fact: LiveFact) => void;
  /** Of the outputs, and of those that are files. */
  readonly containers: readonly Container[];
  readonly recordings: readonly Container[];
  /** Hears a line for people. */
  readonly warn: (line: string) => void;
  readonly guard: FaultGuard;
}

/** Hands each item of the input on, in order, and knows whether the input is there. */
export class SessionInput {
  readonly #takers: InputTakers;
  #connected = false;
  #over = Promise.resolve();
  /** What was said of streams that nobody gets; said again only when it is another. */
  #said: readonly string[] = [];
  readonly #latePictures = new LatePictures();

  constructor(takers: InputTakers) {
    this.#takers = takers;
  }

  /** Whether a connection is open. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Resolves once analysis has told the last of what came before the input's end; at once before that end. */
  get over(): Promise<void> {
    return this.#over;
  }

  /** Hands one item to all that want it; none of them may keep the input waiting. */
  take(item: InputItem): void {
    const { guard, program } = this.#takers;
    // A fault of those who look on must not keep media from the program.
    guard.run('input analysis', () => this.#look(item));
    guard.run('program', () => program.put(item));
  }

  #look(item: InputItem): void {
    const { feed, inBandCaptions, tell, warn, containers } = this.#takers;
    const late = this.#latePictures.look(item);
    // Devices play all sound.
    if (late !== undefined && containers.length > 0) warn(late);
    switch (item.type) {
      case 'connection': {
        const { connection } = item;
        this.#connected = true;
        inBandCaptions?.enter(connection);
        if (connection.info.video === undefined) feed.seeDarkness();
        else feed.seePictures();
        const type = connection.continues === true ? 'input-changed' : 'input-open';
        tell({ type, leg: connection.index, at: connection.start, summary: summaryOf(connection.info) });
        this.#sayLeftOut(connection.info);
        break;
      }
      case 'picture':
        feed.picture(item.picture);
        break;
      case 'speech':
        feed.sound(item.block);
        break;
      case 'note':
        if (item.note.type === 'input-lost' || item.note.type === 'input-ended') this.#connected = false;
        tell(item.note);
        break;
      case 'end':
        this.#connected = false;
        void inBandCaptions?.close();
        this.#over = feed.end();
        break;
      case 'video':
      case 'subtitle':
      case 'other':
        inBandCaptions?.look(item);
        break;
      case 'audio':
        break;
    }
  }

  #sayLeftOut(info: InputInfo): void {
    const lines = leftOutLive(info, this.#takers.containers, this.#takers.recordings);
    for (const line of lines) if (!this.#said.includes(line)) this.#takers.warn(line);
    this.#said = lines;
  }
}
