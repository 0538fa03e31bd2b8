/** What a run is to be called. */
interface NameFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** What it is called when nothing stands there. */
  placeholder: string;
}

export function NameField({ value, onChange, placeholder }: NameFieldProps) {
  return (
    <label className="grow">
      Name
      <input
        type="text"
        aria-label="Name"
        value={value}
        maxLength={120}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
