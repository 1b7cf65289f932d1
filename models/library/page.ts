/** The page that plays the library: self-contained but for the audio files beside it. */
import { TAGS, type Tag } from '../../src/streams/values.ts';
import type { LibraryEntry } from './entry.ts';

/** Width of a drawn waveform in columns; each shows the loudest sample of its share. */
const COLUMNS = 120;
const HALF_HEIGHT = 20;

const TAG_NAMES: Record<Tag, string> = {
  prompt: 'Prompt · 提示',
  transition: 'Transition · 转场',
  humor: 'Humor · 幽默',
  action: 'Action · 动作',
  surprise: 'Surprise · 惊喜',
  others: 'Others · 其他',
};

/** One effect on the page: its entry and the drawing of its waveform. */
export interface ShownEffect {
  readonly entry: LibraryEntry;
  /** An SVG path, see `waveform`. */
  readonly path: string;
}

/** The samples' outline as an SVG path in a box of 120 × 40, scaled to its own peak. */
export function waveform(samples: Int16Array): string {
  const levels = Array.from({ length: COLUMNS }, (_, i) =>
    samples
      .subarray(Math.floor((i * samples.length) / COLUMNS), Math.floor(((i + 1) * samples.length) / COLUMNS))
      .reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
  const loudest = Math.max(1, ...levels);
  return levels
    .map((level, x) => {
      const height = Math.max(1, Math.round((HALF_HEIGHT * level) / loudest));
      return `M${x} ${HALF_HEIGHT - height}v${2 * height}`;
    })
    .join('');
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function card({ entry, path }: ShownEffect): string {
  return `<button class="effect" data-file="${escaped(entry.id)}.wav">
<svg viewBox="0 0 ${COLUMNS} ${2 * HALF_HEIGHT}" preserveAspectRatio="none"><path d="${path}"/></svg>
<b>${escaped(entry.name)} <i lang="zh">${escaped(entry.nameZh)}</i></b> <small>${entry.duration} s</small>
<span>${escaped(entry.description)}</span><span lang="zh">${escaped(entry.descriptionZh)}</span>
</button>`;
}

function section(tag: Tag, effects: readonly ShownEffect[]): string {
  return `<section><h2>${TAG_NAMES[tag]} <small>${effects.length}</small></h2>
<div class="grid">
${effects.map(card).join('\n')}
</div></section>`;
}

const STYLE = `:root{color-scheme:light dark;--line:#8884;--accent:#0a7d6c}
body{font:15px/1.4 system-ui,sans-serif;margin:2rem auto;max-width:1200px;padding:0 1rem}
h1{margin-bottom:.2rem}h2{margin:2rem 0 .6rem;border-bottom:1px solid var(--line)}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(260px,1fr));gap:.7rem}
.effect{display:block;text-align:left;font:inherit;color:inherit;background:none;border:1px solid var(--line);border-radius:8px;padding:.6rem;cursor:pointer}
.effect:hover,.effect:focus-visible,.playing{border-color:var(--accent);box-shadow:0 0 0 1px var(--accent)}
.effect svg{display:block;width:100%;height:40px;margin-bottom:.4rem}
.effect path{stroke:#888;stroke-width:.8}.playing path{stroke:var(--accent)}
.effect span{display:block;font-size:.85em;opacity:.8}i{font-style:normal;font-weight:400}small{opacity:.6;font-weight:400}`;

const SCRIPT = `const player = new Audio();
let current;
const stop = () => { current?.classList.remove('playing'); current = undefined; };
player.addEventListener('ended', stop);
document.addEventListener('click', (event) => {
  const button = event.target.closest('.effect');
  if (!button) return;
  stop();
  current = button;
  button.classList.add('playing');
  player.src = button.dataset.file;
  player.play().catch((error) => { stop(); document.getElementById('fault').textContent = String(error); });
});`;

/** The whole page: effects grouped by tag, each a button that plays `<id>.wav` from the page's own folder. */
export function libraryPage(effects: readonly ShownEffect[]): string {
  const sections = TAGS.map((tag) =>
    section(
      tag,
      effects.filter(({ entry }) => entry.tag === tag),
    ),
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>momentfx sound effects</title><style>
${STYLE}
</style></head>
<body><h1>momentfx sound effects</h1>
<p>${effects.length} effects, made by code. Click one to hear it. <output id="fault"></output></p>
${sections.join('\n')}
<script>
${SCRIPT}
</script></body></html>
`;
}
