/** Asks whether it is meant: nothing of a fleet is stopped by a slip. */
import { useEffect, useRef } from 'preact/hooks';
import type { FleetAction } from '../../../../fleet/serve/protocol.ts';
import { asking, confirm, fleetWords } from '../state.ts';

/** The dialog, where something is about to be asked. */
export function Sure() {
  const action = asking.value;
  return action === undefined ? null : <Dialog key={JSON.stringify(action)} action={action} />;
}

function Dialog({ action }: { readonly action: FleetAction }) {
  const t = fleetWords.value;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} class="swap sure" aria-labelledby="sure" onClose={() => (asking.value = undefined)}>
      <p id="sure">{t.sure[action.type](action.type === 'drain' ? action.worker : action.job)}</p>
      <div class="buttons">
        <button type="button" class="veto" onClick={() => confirm(action)}>
          {t[action.type]}
        </button>
        <button type="button" autoFocus onClick={() => dialog.current?.close()}>
          {t.cancel} <kbd aria-hidden="true">Esc</kbd>
        </button>
      </div>
    </dialog>
  );
}
