"""What somebody asks to be trained, as a form."""

from typing import Any

from django import forms

from scoring.versions.recipes import (
    CATALOGUE,
    DEFAULT_PRESET,
    LARGEST_SEED,
    PRESET_NAMES,
    STORED_ROWS,
    Recipe,
    RecipeError,
)


class TrainingForm(forms.Form):
    """A `Recipe` without files: rows and vocabularies of files are for the command alone."""

    preset = forms.ChoiceField(
        choices=[(name, name) for name in PRESET_NAMES],
        initial=DEFAULT_PRESET,
        label="Kind of model",
        help_text="“similarco” learns from the rows' categories too, “classic” from texts alone.",
    )
    rows = forms.ChoiceField(
        choices=list(STORED_ROWS.items()),
        initial=CATALOGUE,
        label="Learn from",
    )
    k = forms.IntegerField(
        min_value=2,
        max_value=1000,
        required=False,
        label="Clusters",
        help_text="Leave it empty for the usual number.",
    )
    sweep = forms.CharField(
        required=False,
        label="Or the best of several numbers",
        help_text="A range, such as 2-40. Each number takes as long as one training.",
    )
    seed = forms.IntegerField(
        min_value=0,
        max_value=LARGEST_SEED,
        initial=0,
        help_text="The same rows and the same seed give the same model.",
    )
    activate = forms.BooleanField(
        required=False,
        initial=True,
        label="Activate it when it is ready",
    )

    def clean_sweep(self) -> str:
        sweep: str = self.cleaned_data["sweep"].replace(" ", "")
        try:
            Recipe(sweep=sweep).sweep_range()
        except RecipeError as error:
            raise forms.ValidationError(str(error)) from error
        return sweep

    def recipe(self) -> Recipe:
        """What was asked for; the form must be valid."""
        asked: dict[str, Any] = {}
        for name in ("preset", "rows", "k", "sweep", "seed"):
            asked[name] = self.cleaned_data[name]
        return Recipe(**asked)
