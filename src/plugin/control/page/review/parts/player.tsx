/** The recording: its pictures, or its sound alone. */
import { useEffect, useRef } from 'preact/hooks';
import { timeText } from '../../time-text.ts';
import { cannotPlay, usePlayer } from '../player.ts';
import { ask, mayAct, review, reviewWords } from '../state.ts';

/** The player. Where the browser cannot play the file, it asks for a copy by itself. */
export function Player() {
  const r = reviewWords.value;
  const media = review.value?.media;
  if (media === undefined) return null;
  return (
    <section class="player" aria-labelledby="player">
      <h2 id="player">{r.player}</h2>
      {media.type === 'there' && (
        <Media key={media.url} url={media.url} isCopy={media.isCopy} video={media.video} />
      )}
      {media.type === 'copying' && (
        <p role="status">
          {r.copying}{' '}
          {media.total !== undefined && (
            <progress max={media.total} value={media.done} aria-label={r.copying} />
          )}{' '}
          <span class="when" aria-hidden="true">
            {r.done(timeText(media.done), media.total === undefined ? '' : timeText(media.total))}
          </span>
        </p>
      )}
      {media.type === 'failed' && <p role="alert">{media.message}</p>}
      {media.type === 'there' && !media.video && <p class="empty">{r.noVideo}</p>}
      {media.type === 'there' && !media.isCopy && mayAct.value && (
        <button type="button" class="quiet" onClick={() => void ask({ type: 'copy' })}>
          {r.makeCopy}
        </button>
      )}
    </section>
  );
}

function Media({
  url,
  isCopy,
  video,
}: {
  readonly url: string;
  readonly isCopy: boolean;
  readonly video: boolean;
}) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => (element.current === null ? undefined : usePlayer(element.current)), []);
  const fails = cannotPlay.value;
  useEffect(() => {
    if (fails && !isCopy) void ask({ type: 'copy' });
  }, [fails]);
  const name = reviewWords.value.player;
  return (
    <video ref={element} class={video ? '' : 'sound'} src={url} controls preload="auto" aria-label={name} />
  );
}
