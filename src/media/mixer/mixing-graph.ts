/**
 * The mixer's GStreamer pipelines, used again and again: what the binding has once made never comes back (2 descriptors and
 * some megabytes each), so a process that opens and closes many programs would run out of both.
 */
import { GstPipeline, type AppSink, type AppSource } from './gstreamer.ts';

/** A pipeline with its elements, looked up once: each look-up leaks. */
export interface MixingGraph {
  readonly pipeline: GstPipeline;
  readonly original: AppSource;
  readonly effects: AppSource;
  readonly sink: AppSink;
}

/** Stopped ones, by the text that they were made of. There are never more than were at work at once. */
const idle = new Map<string, MixingGraph[]>();

/**
 * One that is stopped, from an earlier program or new.
 * @throws Error when GStreamer or one of the elements is missing
 */
export function takeGraph(launch: string): MixingGraph {
  const kept = idle.get(launch)?.pop();
  if (kept !== undefined) return kept;
  const pipeline = new GstPipeline(launch);
  return {
    pipeline,
    original: pipeline.source('original'),
    effects: pipeline.source('effects'),
    sink: pipeline.sink('mix'),
  };
}

/** GStreamer's threads and the reader of the bus take some time to end; one that is begun anew before gives nothing, ms. */
const SETTLED_MS = 500;

/** Gives back one that has just been stopped, and in which nothing was at fault. */
export function giveGraphBack(launch: string, graph: MixingGraph): void {
  setTimeout(() => {
    const kept = idle.get(launch);
    if (kept === undefined) idle.set(launch, [graph]);
    else kept.push(graph);
  }, SETTLED_MS).unref();
}
