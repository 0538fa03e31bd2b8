/** An overlay: the browser's own modal dialog, which keeps the focus inside, closes on Escape and gives it back. */
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { usePage } from '../state/context.ts';
import { takeDrop } from '../state/import-file.ts';
import { Icon } from './Icon.tsx';
import { Problems } from './Problems.tsx';

interface DialogProps {
  title: string;
  /** A sentence under the title. */
  lead?: ReactNode;
  className?: string;
  /** Shows the title only to screen readers. */
  bare?: boolean;
  /** Takes a file that is dropped while the dialog is open, and says whether that went well; otherwise the page takes it. */
  onFile?: (file: File) => Promise<boolean>;
  children: ReactNode;
}

export function Dialog({ title, lead, className = '', bare = false, onFile, children }: DialogProps) {
  const page = usePage();
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
  }, []);

  return (
    <dialog
      ref={element}
      className={`dialog ${className}`}
      aria-labelledby={titleId}
      onClose={() => page.openDialog(null)}
      onDrop={(event) => {
        if (!onFile || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        event.stopPropagation();
        void takeDrop(page, event.dataTransfer, onFile);
      }}
      onPointerDown={(event) => {
        if (event.target === element.current) element.current.close();
      }}
    >
      <div className="dialog-body">
        <header className={bare ? 'visually-hidden' : 'dialog-head'}>
          <h2 id={titleId}>{title}</h2>
          {!bare && (
            <button type="button" className="icon-button" aria-label="Close" onClick={() => element.current?.close()}>
              <Icon name="close" />
            </button>
          )}
        </header>
        {lead && <p className="dialog-lead">{lead}</p>}
        <Problems inDialog />
        {children}
      </div>
    </dialog>
  );
}
