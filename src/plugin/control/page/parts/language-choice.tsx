/** The choice of the page's language. */
import { useSignalEffect } from '@preact/signals';
import { language, LANGUAGES, speak, words } from '../words/words.ts';

/** The field; the document says in which language it is. */
export function LanguageChoice() {
  useSignalEffect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  });
  return (
    <select
      aria-label={words.value.language}
      value={language.value}
      onChange={({ currentTarget }) => speak(currentTarget.value)}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}
