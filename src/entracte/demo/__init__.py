"""The bundled venue: Harbour Theatre in Geneva, its settings, and contact files as dirty as real ones."""
