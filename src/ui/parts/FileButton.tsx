/** Buttons that ask for a file, for some, or for a folder. */
import { useRef, type ReactNode } from 'react';

interface LookProps {
  /** What is asked for, for screen readers. */
  label: string;
  className?: string;
  disabled?: boolean;
  children: ReactNode;
}

export function FileButton({ onFile, ...props }: LookProps & { accept: string; onFile: (file: File) => void }) {
  return <PickButton {...props} onFiles={([file]) => file && onFile(file)} />;
}

export function FilesButton(props: LookProps & { accept: string; onFiles: (files: readonly File[]) => void }) {
  return <PickButton {...props} multiple />;
}

export function FolderButton(props: LookProps & { onFiles: (files: readonly File[]) => void }) {
  return <PickButton {...props} webkitdirectory="" />;
}

interface PickProps extends LookProps {
  accept?: string;
  webkitdirectory?: string;
  multiple?: boolean;
  onFiles: (files: readonly File[]) => void;
}

function PickButton({ label, className, disabled, onFiles, children, ...asked }: PickProps) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        aria-label={label}
        {...asked}
        className="visually-hidden"
        tabIndex={-1}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = ''; // the same file, mended, can be chosen again
          onFiles(files);
        }}
      />
      <button type="button" className={className} disabled={disabled} onClick={() => picker.current?.click()}>
        {children}
      </button>
    </>
  );
}
