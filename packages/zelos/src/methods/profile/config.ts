export interface ProfileSettings {
  /** True for registration in two screens (`style: profile_first`). */
  readonly twoSteps: boolean;
  /** Traits can be changed in settings. */
  readonly editable: boolean;
}
