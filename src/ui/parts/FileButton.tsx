/** A button that asks for a file. */
import { useRef, type ReactNode } from 'react';

interface FileButtonProps {
  /** What the file is, for screen readers. */
  label: string;
  accept: string;
  className?: string;
  disabled?: boolean;
  onFile: (file: File) => void;
  children: ReactNode;
}

export function FileButton({ label, accept, className, disabled, onFile, children }: FileButtonProps) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        aria-label={label}
        accept={accept}
        className="visually-hidden"
        tabIndex={-1}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = ''; // the same file, mended, can be chosen again
          if (file) onFile(file);
        }}
      />
      <button type="button" className={className} disabled={disabled} onClick={() => picker.current?.click()}>
        {children}
      </button>
    </>
  );
}
