/** A live session's reports behind one handle: log, terminal view, record of the show, metrics. */
import { systemClock } from '../../core/clock.ts';
import { asError, messageOf } from '../../core/errors.ts';
import type { Micros } from '../../streams/time.ts';
import { tellRaw } from '../cli/standard-streams.ts';
import type { Settings } from '../config/options.ts';
import type { LiveEvent, LiveStatus } from './events.ts';
import { FaultGuard } from './faults.ts';
import { createLog, logEvent } from './report/log.ts';
import { parsePlace } from '../config/place.ts';
import { openMetrics, type MetricsServer } from './report/metrics-server.ts';
import { ShowLogs } from './report/show/logs.ts';
import { createView, type View } from './report/view.ts';
import { statusOf } from './status.ts';

/** What a session tells its reports. */
export interface Reports {
  event(event: LiveEvent): void;
  warn(line: string): void;
  info(line: string): void;
  /** An exception that nobody caught; `playhead`: where the show was. */
  fault(error: unknown, playhead: Micros): void;
  /** The session runs: its figures are shown from now on. */
  watch(status: () => LiveStatus): void;
  /**
   * Another session follows this one: its record is a show of its own, in the same file, from when its input comes. Where
   * none comes there is no show.
   */
  next(): Promise<void>;
  close(): Promise<void>;
}

/** Before the session has begun nothing is known of it. */
type Early = { status: (() => LiveStatus) | undefined };

/**
 * Opens what the settings ask for. The view is shown where standard error is a terminal or plain text; with
 * `--log-format json` the log's lines are all there is.
 * @throws UsageError when the record or the metrics' place cannot be used
 */
export async function openReports(
  settings: Pick<Settings, 'logFormat' | 'logLevel' | 'metrics'>,
  record: string | undefined,
): Promise<Reports> {
  const early: Early = { status: undefined };
  let view: View | undefined;
  const aboveView = {
    write: (line: string): void => {
      if (view === undefined) tellRaw(line);
      else view.write(line);
    },
  };
  const log = createLog({
    level: settings.logLevel,
    format: settings.logFormat,
    ...(settings.logFormat === 'json' ? {} : { destination: aboveView }),
  });
  await using opened = new AsyncDisposableStack();
  const place = settings.metrics === undefined ? undefined : parsePlace('--metrics', settings.metrics);
  const show = record === undefined ? undefined : new ShowLogs(record, (what) => log.say('warn', what));
  await show?.open();
  opened.defer(() => show?.close());
  let metrics: MetricsServer | undefined;
  if (place !== undefined) {
    const status = (): LiveStatus => early.status?.() ?? statusOf({ state: 'starting' });
    metrics = opened.adopt(await openMetrics({ ...place, status }), (it) => it.close());
    log.say('info', `Metrics at http://${metrics.host}:${metrics.port}/metrics, health at /healthz.`);
  }
  const owned = opened.move();
  // One report that fails keeps nothing from the others.
  const guard = new FaultGuard((part, message) => log.say('error', 'a report failed', { part, message }));
  const tellAll = (event: LiveEvent): void => {
    guard.run('log', () => logEvent(log, event));
    guard.run('record', () => show?.write(event));
    guard.run('metrics', () => metrics?.observe(event));
    guard.run('view', () => view?.event(event));
  };
  return {
    event: tellAll,
    fault(error, playhead) {
      log.say('debug', asError(error).stack ?? '');
      tellAll({ type: 'fault', part: 'unknown', message: messageOf(error), wall: Date.now(), playhead });
    },
    warn: (line) => log.say('warn', line),
    info: (line) => log.say('info', line),
    watch(status) {
      early.status = status;
      if (settings.logFormat === 'text')
        view = createView({ stream: process.stderr, status, clock: systemClock() });
    },
    async next() {
      await show?.next();
    },
    async close() {
      await view?.stop();
      view = undefined;
      await log.close();
      await owned.disposeAsync();
    },
  };
}
