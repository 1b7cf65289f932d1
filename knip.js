/** No unused export: what only tests use counts as unused (`npm run check` runs knip with --production). */
export default {
  // Programs: what a person, a parent process or another thread starts. The `!` marks what counts in production.
  entry: [
    'src/plugin/{main,index,control/client,fleet/client,fleet/{batch,live}/process}.ts!',
    'src/plugin/control/page/main.tsx!',
    'src/plugin/control/page/review/main.tsx!',
    'src/plugin/control/page/fleet/main.tsx!',
    'src/analysis/process/{main,service,speech-host,speech-relay,speech-worker}.ts!',
    'src/analysis/shared/{main,launch}.ts!',
    'src/core/fork-server/process.ts!',
    'src/media/mixer/device-process.ts!',
    'src/media/capture/capture-process.ts!',
    'models/{corpus,training,training/text-encoder}/main.ts!',
    'models/{library/build,corpus/features-worker,training/steps/step-worker}.ts!',
    'bench/**/*.ts!',
    'demo/**/*.ts!',
    'test/**/*.ts',
  ],
  project: ['{src,models,bench,demo}/**/*.{ts,tsx}!', 'test/**/*.ts'],
  // A type that names a part of another export's contract stays exported beside it.
  ignoreExportsUsedInFile: { type: true, interface: true },
};
