import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      'runs',
      'out',
      '.cache',
      'demo/out',
      'scripts/toolchain',
      'test/fixtures',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
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
    files: ['**/*.ts'],
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
      ],
    },
  },
);
