/** The arrows of the house: which room may import which. Type-only imports count. */
const only = (name, from, allowed, why) => ({
  name,
  comment: why,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|models|demo|bench|test)/', pathNot: allowed },
});

module.exports = {
  forbidden: [
    only(
      'streams-know-nobody',
      '^src/streams/',
      '^src/streams/',
      'src/streams is pure: it imports rxjs and itself',
    ),
    {
      name: 'streams-only-rxjs',
      severity: 'error',
      from: { path: '^src/streams/' },
      to: { pathNot: ['^src/streams/', '^node_modules/rxjs/'] },
    },
    only(
      'media-knows-streams',
      '^src/media/',
      '^src/(media|streams)/',
      'media never knows analysis, plugin or models',
    ),
    only(
      'analysis-knows-streams',
      '^src/analysis/',
      '^src/(analysis|streams)/',
      'analysis never knows media, plugin or models',
    ),
    only(
      'models-serve-like-training',
      '^models/',
      '^(models|src/analysis|src/streams)/',
      'models pack windows with the code that serves them',
    ),
    only('plugin-composes', '^src/plugin/', '^(src|models)/', 'the composition root'),
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
