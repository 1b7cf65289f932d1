/** A review at work: finds the effects, serves the page, and does what takes its time: saving, mixing, the copy for the browser. */
import { describeError } from '../../core/errors.ts';
import type { ModelManifest } from '../../analysis/manifest.ts';
import type { Address } from '../../core/stream-url.ts';
import { readLibraryManifest, type LibraryManifest } from '../../library/manifest.ts';
import { fromSeconds, toSeconds } from '../../streams/time.ts';
import type { Place } from '../config/place.ts';
import type { Settings } from '../config/options.ts';
import { effectRoute, effectViews } from '../control/effect-route.ts';
import { Installation } from '../control/installation.ts';
import { reviewPageRoutes } from '../control/page-routes.ts';
import { openControlServer, type ControlServer } from '../control/server.ts';
import { loudnessTrack } from '../../media/program/loudness-track.ts';
import { toCueSheet, writeCueSheet } from '../cue-sheet.ts';
import { decorate } from '../decorate/session.ts';
import { bundledLibrary } from '../paths.ts';
import { policyOf, sensitivityOf, thresholdFor, wordsOf } from '../session/policy.ts';
import { cuesOf, UNTOUCHED, type Found } from './edits.ts';
import { findMoments } from './find.ts';
import { foundFile, readFound, writeFound } from './found-file.ts';
import { lockReview } from './lock.ts';
import { readReview, writeReview, type KeptReview } from './kept.ts';
import { ReviewMedia } from './media.ts';
import { ReviewModel, untouched } from './model.ts';
import { reviewActionSchema } from './protocol.ts';

/** What is reviewed, and where everything goes. */
export interface ReviewOptions {
  readonly input: Address;
  /** Its file's name. */
  readonly file: string;
  readonly output: string;
  readonly cueSheet: string;
  /** Keeps what is decided while somebody works. */
  readonly keptFile: string;
  readonly settings: Settings;
  readonly manifest: ModelManifest;
  readonly place: Place;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly warn: (line: string) => void;
  /** How far the work is, in seconds of media. */
  readonly onProgress: (what: 'finding' | 'mixing', done: number, total: number | undefined) => void;
  /** The folder of the installation's token; this user's unless another is given. */
  readonly stateFolder?: string;
}

/** What a review is made of. */
interface Made {
  readonly media: ReviewMedia;
  readonly kept: KeptReview;
  readonly effects: LibraryManifest['effects'];
}

/** An open review. */
export class ReviewSession implements AsyncDisposable {
  readonly #options: ReviewOptions;
  readonly #model: ReviewModel;
  readonly #media: ReviewMedia;
  readonly #parts = new AsyncDisposableStack();
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #server: ControlServer | undefined;
  #saving: Promise<void> = Promise.resolve();
  #mixing: Promise<void> = Promise.resolve();
  #measuring: Promise<void> = Promise.resolve();
  #stopMix = new AbortController();

  private constructor(options: ReviewOptions, made: Made) {
    const { output, cueSheet, manifest, settings, signal } = options;
    const { media, kept, effects } = made;
    const words = wordsOf(settings.asr);
    this.#options = options;
    this.#media = media;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#model = new ReviewModel({
      ...{ name: output, cueSheet, kept, media: media.start() },
      tags: new Map(effects.map(({ id, tag }) => [id, tag])),
      thresholdFor: (level) => thresholdFor(level, manifest, words),
      fatigue: manifest.fatigue ?? 0,
      sensitivityOf: (threshold) => sensitivityOf(threshold, manifest, words),
      onDecided: (decided) => this.#keep(decided),
      onAsked: (what) => this.#begin(what),
    });
    media.onChange = (view) => this.#model.setMedia(view);
  }

  /**
   * Serves the page. Nothing has been looked for yet.
   * @throws UsageError where the review's file or the place is not usable; MediaError, LibraryError
   */
  static async open(options: ReviewOptions): Promise<ReviewSession> {
    const { file, input, keptFile, settings, stateFolder } = options;
    const { effects } = await readLibraryManifest(settings.library ?? bundledLibrary);
    const levels = { gain: settings.gain, duck: settings.duck };
    await using parts = new AsyncDisposableStack();
    parts.use(await lockReview(keptFile));
    const kept = (await readReview(keptFile, input.shown)) ?? untouched(levels);
    const media = parts.use(await ReviewMedia.open(file));
    const session = new ReviewSession(options, { media, kept, effects });
    const installation = await Installation.open(stateFolder);
    const server = await session.#serve(effects, installation.kept.token);
    parts.defer(() => server.close());
    parts.use(installation.watchToken((token) => server.renew(token)));
    session.#parts.use(parts.move());
    return session;
  }

  async #serve(effects: Made['effects'], token: string): Promise<ControlServer> {
    const { settings, place, version } = this.#options;
    const model = this.#model;
    return (this.#server = await openControlServer({
      ...{
        ...place,
        option: '--place',
        version,
        token,
        effects: effectViews(effects),
        farewell: 'the review has ended',
      },
      routes: new Map([
        ...reviewPageRoutes(),
        effectRoute(settings.library ?? bundledLibrary, effects),
        // Open: the address itself holds a secret.
        ['/media/*', { open: true, route: this.#media.route }],
      ]),
      show: {
        get whole() {
          return model.whole;
        },
        changes: () => model.changes(),
        actions: reviewActionSchema,
        act: (action) => model.act(action),
      },
    }));
  }

  /** What somebody opens who may act. */
  get url(): string {
    return this.#server?.url ?? '';
  }

  /**
   * Looks through the recording, or takes up what an earlier review found in it. Rejects where it cannot be done, and then
   * tells the page.
   */
  async find(): Promise<void> {
    const { file, settings, manifest, version } = this.#options;
    try {
      const place = await foundFile(file, settings, version);
      const kept = await readFound(place);
      for (const sentence of kept?.sentences ?? []) this.#model.hear(sentence);
      const found =
        kept === undefined
          ? await this.#lookThrough()
          : { ...kept.found, policy: policyOf(settings, manifest) };
      this.#model.find(found);
      this.#measuring = this.#measure();
      if (kept === undefined) await this.#keepFound(place, found);
    } catch (error) {
      this.#model.setPhase({ type: 'failed', message: describeError(error), over: true });
      throw error;
    }
  }

  async #keepFound(place: string, found: Found): Promise<void> {
    const { warn } = this.#options;
    const { kept, sentences } = this.#model;
    await writeFound(place, { found, sentences }).catch((error: unknown) =>
      warn(`${describeError(error)} The next review of it looks through it again.`),
    );
    try {
      // What was decided meanwhile was kept without the sentences that came later; a checkpoint learns from those, too.
      if (kept.state !== UNTOUCHED) this.#keep(this.#model.kept);
    } catch (error) {
      warn(describeError(error));
    }
  }

  /** Only what is heard on the page depends on it. */
  async #measure(): Promise<void> {
    try {
      this.#model.setLoudness(await loudnessTrack(this.#options.input, this.#signal));
    } catch (error) {
      if (!this.#signal.aborted)
        this.#options.warn(`The loudness of the talk cannot be measured: ${describeError(error)}`);
    }
  }

  #lookThrough(): Promise<Found> {
    const { input, settings, manifest, warn, onProgress } = this.#options;
    return findMoments({
      ...{ input, settings, manifest, signal: this.#signal },
      onWarning: warn,
      onSentence: (sentence) => this.#model.hear(sentence),
      onSoFar: (found) => this.#model.findSoFar(found),
      onProgress: (done, total) => this.#tellProgress('finding', done, total, onProgress),
    });
  }

  #tellProgress(
    what: 'finding' | 'mixing',
    done: Parameters<typeof toSeconds>[0],
    total: Parameters<typeof toSeconds>[0] | undefined,
    onProgress: ReviewOptions['onProgress'],
  ): void {
    const view = { done: toSeconds(done), ...(total === undefined ? {} : { total: toSeconds(total) }) };
    this.#model.setPhase({ type: what, ...view });
    onProgress(what, view.done, view.total);
  }

  #begin(what: 'save' | 'mix' | 'stop-mix' | 'copy'): void {
    if (what === 'copy') this.#media.copy();
    else if (what === 'stop-mix') this.#stopMix.abort();
    else if (what === 'save') void this.#tellFault(this.#save());
    else {
      this.#stopMix = new AbortController();
      this.#mixing = this.#tellFault(this.#mixing.then(() => this.#mix()));
    }
  }

  /** A fault is told to the page. */
  #tellFault(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => {
      if (this.#signal.aborted) return;
      this.#model.setPhase({ type: 'failed', message: describeError(error), over: false });
    });
  }

  /** Writes the cue sheet as it is when the writes before are done: an older one never comes last. */
  #save(): Promise<void> {
    const saving = this.#saving.then(() => this.#writeCues());
    this.#saving = saving.catch(() => undefined);
    return saving;
  }

  async #writeCues(): Promise<void> {
    const { input, cueSheet } = this.#options;
    const { items, duration } = this.#model;
    if (duration === undefined) return;
    await writeCueSheet(cueSheet, toCueSheet(input.shown, duration, cuesOf(items)));
    if (this.#model.items === items) this.#model.setSaved();
  }

  async #mix(): Promise<void> {
    const { input, output, cueSheet, settings, warn, onProgress } = this.#options;
    const { levels } = this.#model;
    const signal = AbortSignal.any([this.#signal, this.#stopMix.signal]);
    let effects: number;
    try {
      await this.#save();
      // What was changed until the writes before were done is in the cue sheet, too.
      effects = this.#model.items.filter(({ state }) => state === 'play').length;
      await decorate({
        ...{ input, output, fromCues: cueSheet, settings: { ...settings, ...levels }, signal },
        onWarning: warn,
        onProgress: (done, total) => this.#tellProgress('mixing', done, total, onProgress),
      });
    } catch (error) {
      if (!this.#stopMix.signal.aborted) throw error;
      this.#model.setPhase({ type: 'ready' });
      return;
    }
    this.#model.setPhase({ type: 'mixed', file: output, url: this.#media.serveMix(output), effects });
  }

  #keep(kept: KeptReview): void {
    const { keptFile, input } = this.#options;
    const sentences = this.#model.sentences.map(({ start, end, ...rest }) => ({
      ...{ ...rest, start: fromSeconds(start), end: fromSeconds(end) },
    }));
    writeReview(keptFile, input.shown, kept, sentences);
  }

  /** Ends what is under way; what was decided is kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    await using _parts = this.#parts;
    this.#stop.abort();
    await Promise.all([this.#saving, this.#mixing, this.#measuring]);
  }
}
