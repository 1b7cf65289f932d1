/** The arrows of the house: which room may import which. Type-only imports count. */
const only = (name, from, allowed, why) => ({
  name,
  comment: why,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|models|demo|bench|test)/', pathNot: allowed },
});

/** What in src/core has no I/O, no native code and no wall clock: src/streams may import it. */
const PURE_CORE = '^src/core/(async-queue|back-off|durations|errors|formats|printable|spans|ticks)\\.ts$';

/** What opens a file and reads its packets. */
const MEDIA_DEMUXER = '^src/media/(ffmpeg|input/demuxer)\\.ts$';

module.exports = {
  forbidden: [
    only(
      'core-knows-nobody',
      '^src/core/',
      '^src/core/',
      'src/core is the ground floor: everybody may stand on it',
    ),
    only(
      'streams-know-nobody',
      '^src/streams/',
      ['^src/streams/', PURE_CORE],
      'src/streams is pure: it imports rxjs, itself and what is pure in src/core',
    ),
    {
      name: 'streams-only-rxjs',
      severity: 'error',
      from: { path: '^src/streams/' },
      to: { pathNot: ['^src/streams/', '^node_modules/rxjs/', PURE_CORE] },
    },
    only(
      'media-knows-streams',
      '^src/media/',
      '^src/(media|streams|core)/',
      'media never knows captions, library, analysis, plugin or models',
    ),
    only(
      'captions-know-streams',
      '^src/captions/',
      '^src/(captions|streams|core)/',
      'captions never know media: they are handed packets as bytes with media time',
    ),
    only(
      'library-knows-the-demuxer',
      '^src/library/',
      ['^src/(library|streams|core)/', MEDIA_DEMUXER],
      'a library decodes sound files, and only src/media opens a demuxer: the library uses that, and nothing else of media',
    ),
    only(
      'analysis-knows-streams',
      '^src/analysis/',
      '^src/(analysis|streams|core)/',
      'analysis never knows media, captions, library, plugin or models',
    ),
    only(
      'models-serve-like-training',
      '^models/',
      '^(models|src/analysis|src/library|src/streams|src/core)/',
      'models pack windows with the code that serves them, and make the library that everybody uses',
    ),
    {
      name: 'pure-core-stays-pure',
      severity: 'error',
      from: { path: PURE_CORE },
      to: { pathNot: PURE_CORE },
    },
    only(
      'page-runs-in-browsers',
      '^src/plugin/control/page/',
      [
        '^src/plugin/control/(page/|(protocol|show-state)\\.ts$)',
        '^src/plugin/review/(protocol|review-state)\\.ts$',
        '^src/plugin/fleet/serve/(protocol|fleet-state)\\.ts$',
        '^src/streams/values\\.ts$',
        '^src/core/back-off\\.ts$',
        '^src/analysis/sensitivity\\.ts$',
      ],
      "pages are bundled for browsers: the protocol's types, and what is pure",
    ),
    {
      name: 'page-is-bundled',
      comment: 'a program of its own: the server only sends what the build has written',
      severity: 'error',
      from: { pathNot: '^src/plugin/control/page/' },
      to: { path: '^src/plugin/control/page/' },
    },
    only('plugin-composes', '^src/plugin/', '^(src|models)/', 'the composition root'),
    {
      name: 'input-without-output',
      comment: 'what comes in knows nothing of where it goes; what both need lies in src/media itself',
      severity: 'error',
      from: { path: '^src/media/input/' },
      to: { path: '^src/media/(output|mixer|program)/' },
    },
    {
      name: 'sessions-share-below',
      comment: 'decorate and live never know each other: what both need lies in session, which knows neither',
      severity: 'error',
      from: { path: '^src/plugin/(decorate|live|session)/' },
      to: { path: '^src/plugin/(decorate|live)/', pathNot: '^src/plugin/$1/' },
    },
    {
      name: 'no-circular',
      comment: 'Gradients of operations are operations of each other: only those files may form circles.',
      severity: 'error',
      from: { pathNot: '^models/graph/ops/' },
      to: { circular: true, viaOnly: { pathNot: '^models/graph/ops/' } },
    },
    {
      name: 'tests-are-leaves',
      severity: 'error',
      from: { path: '^(src|models)/' },
      to: { path: '^(test|bench|demo)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
