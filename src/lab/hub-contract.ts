/** Models by their name, as the page and the lab speak of them. */

/** A model by its name on a hub. */
export interface HubRequest {
  /** `org/name`, and `@revision` where it is not main */
  name: string;
  /** address of a mirror; huggingface.co unless told */
  hub?: string;
  /** for models that are not for everybody; kept nowhere */
  token?: string;
}

/** A form in which a hub has a model. */
export interface HubForm {
  /** as transformers.js calls it */
  dtype: string;
  /** path of its graph */
  graph: string;
  bytes: number;
  /** how many files it is made of */
  files: number;
  /** bytes that were fetched before and are here */
  here: number;
  /** Whether a page can hold it. */
  fits: boolean;
  /** Why it may be too large for this device all the same; null where nothing speaks against it. */
  doubt: string | null;
}

/** What a hub has of a name. */
export interface HubOffer {
  name: string;
  hub: string;
  /** the smallest first */
  forms: HubForm[];
  /** the graph of the form that suits this device */
  offered: string;
  /** why that one, as a sentence */
  reason: string;
  /** bytes that the browser has room for; null when it does not say */
  room: number | null;
}

/** A model that was begun to be fetched, and is not all here. */
export interface HubDownload {
  id: string;
  name: string;
  hub: string;
  dtype: string;
  graph: string;
  bytes: number;
  here: number;
}
