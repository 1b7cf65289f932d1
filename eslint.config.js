import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      'build',
      'runs',
      'out',
      '.cache',
      'demo/out',
      'scripts/toolchain',
      'test/fixtures',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.{ts,tsx}'] })),
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
    },
  },
  {
    // Loaded in any other way it sends telemetry (src/analysis/no-telemetry.ts).
    files: ['**/*.{ts,tsx}'],
    ignores: ['src/analysis/onnxruntime.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: 'onnxruntime-node',
          message: 'Import src/analysis/onnxruntime.ts, which turns its telemetry off.',
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportExpression[source.value='onnxruntime-node']",
          message: 'Import src/analysis/onnxruntime.ts, which turns its telemetry off.',
        },
        {
          selector: "ClassDeclaration[superClass.name='Error'][abstract!=true]",
          message: 'Extend MomentfxError (src/core/errors.ts): a code, a next step, whose fault it is.',
        },
      ],
    },
  },
  {
    // A docblock on every export, and on the public methods of classes that implement no interface, whose docblocks
    // would say it.
    files: ['src/**/*.{ts,tsx}', 'models/**/*.ts'],
    ignores: [
      // Lists of sentences, words, sounds and their descriptions: what a list holds stands at the head of its file.
      'models/corpus/grammar/{patterns,terms}/**',
      'models/library/{effects,sounds}/**',
    ],
    plugins: { jsdoc },
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        {
          enableFixer: false,
          require: { FunctionDeclaration: false },
          contexts: [
            'Program > ExportNamedDeclaration[declaration]',
            'Program > ExportDefaultDeclaration',
            'ExportNamedDeclaration > ClassDeclaration[implements.length=0] > ClassBody > MethodDefinition[kind="method"][accessibility!="private"][key.type!="PrivateIdentifier"][computed=false]',
          ],
        },
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}', 'models/**/*.ts'],
    rules: { 'max-lines': ['error', 300] },
  },
);
