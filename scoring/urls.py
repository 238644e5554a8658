"""Addresses of the product."""

from django.urls import path, register_converter
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from scoring.account_pages import views as account_views
from scoring.batches import views as batch_views
from scoring.clusters import change_views
from scoring.clusters import views as cluster_views
from scoring.collection_pages import editing_views, tagging_views
from scoring.collection_pages import settings_views as collection_settings
from scoring.collection_pages import views as collection_views
from scoring.companies import kind_views
from scoring.companies import views as company_views
from scoring.company_map import views as map_views
from scoring.markets import choosing as market_choosing
from scoring.markets import views as market_views
from scoring.markets.maps import views as market_map_views
from scoring.pages.converters import IdConverter, KeyConverter
from scoring.review import views as review_views
from scoring.search import views as search_views
from scoring.sharing import cards, icons
from scoring.similar import views as similar_views
from scoring.site import front_page, health, look
from scoring.site import views as site_views
from scoring.versions import views as version_views
from scoring.webservice import programs as for_programs
from scoring.webservice import urls as programs

register_converter(IdConverter, "id")
register_converter(KeyConverter, "key")
# Where all kinds of business are
to_clusters = require_safe(RedirectView.as_view(pattern_name="clusters"))

urlpatterns = [
    path("", front_page.home, name="home"),
    path("home", front_page.home),
    path("submissions/", company_views.history, name="history"),
    path("submissions/<id:pk>/", company_views.submission, name="submission"),
    path("submissions/<id:pk>/score-again", company_views.score_again, name="score-again"),
    path("submissions/<id:pk>/review", company_views.review, name="review-company"),
    path("submissions/<id:pk>/kind", company_views.correct_kind, name="correct-kind"),
    path("submissions/<id:pk>/tags", company_views.tag, name="tag-company"),
    path("submissions/tags/", tagging_views.tag_companies, name="tag-companies"),
    path("submissions/<id:pk>/edit/", editing_views.edit, name="edit-company"),
    path("submissions/<id:pk>/seen/", company_views.seen, name="seen"),
    path("submissions/<id:pk>/with/<id:other>/", similar_views.compare, name="compare"),
    path("submissions/<id:pk>/with/<id:other>/say", similar_views.mark_pair, name="say-similar"),
    path("search/", search_views.search, name="search"),
    path("search/suggest/", search_views.suggest, name="suggest"),
    path("similar/", similar_views.similar_companies, name="similar"),
    path("similar/feedback.csv", similar_views.export_feedback, name="export-feedback"),
    path("sectors/", to_clusters, name="sectors"),
    path("segments/", to_clusters, name="segments"),
    path("sectors/<slug:slug>/", kind_views.sector, name="sector"),
    path("segments/<slug:slug>/", kind_views.segment, name="segment"),
    path("clusters/", cluster_views.clusters, name="clusters"),
    path("clusters/<id:number>/", cluster_views.cluster, name="cluster"),
    path("collections/", collection_views.collections, name="collections"),
    path("collections/new/", collection_views.new_collection, name="new-collection"),
    path("collections/<id:pk>/", collection_views.collection, name="collection"),
    path("collections/<id:pk>/move/", collection_views.move_companies, name="move-companies"),
    path(
        "collections/<id:pk>/settings/",
        collection_settings.collection_settings,
        name="collection-settings",
    ),
    path("collections/<id:pk>/map/", market_map_views.market_map, name="market-map"),
    path(
        "collections/<id:pk>/map/cards/<id:company>/",
        market_map_views.market_card,
        name="market-card",
    ),
    path("collections/<id:pk>/clusters/", market_views.own_clusters, name="own-clusters"),
    path(
        "collections/<id:pk>/clusters/chosen/",
        market_choosing.chosen_companies,
        name="chosen-companies",
    ),
    path("collections/<id:pk>/clusters/outside/", market_views.outside, name="outside-clusters"),
    path("collections/<id:pk>/clusters/<id:number>/", market_views.own_cluster, name="own-cluster"),
    path(
        "collections/<id:pk>/clusters/changes/<id:change>/undo",
        market_views.undo,
        name="undo-own-change",
    ),
    path("collections/<id:pk>/back", collection_settings.bring_back, name="bring-back"),
    path("collections/link/<key:token>/", collection_views.open_link, name="collection-link"),
    path("map/", map_views.company_map_page, name="map"),
    path("map/<id:pk>/card/", map_views.card, name="map-card"),
    path("review/", review_views.desk, name="review"),
    path("review/undo", review_views.undo, name="undo-review"),
    path("models/", version_views.model_list, name="models"),
    path("models/teach", version_views.teach, name="teach"),
    path("models/<id:pk>/activate", version_views.activate, name="activate-version"),
    path("models/<id:pk>/", version_views.model_version, name="model-version"),
    path("models/<id:pk>/vocabulary.tsv", version_views.vocabulary, name="vocabulary"),
    path(
        "models/<id:pk>/clusters/<id:number>/",
        cluster_views.version_cluster,
        name="version-cluster",
    ),
    path("models/<id:pk>/clusters/<id:number>/change", change_views.change, name="change-cluster"),
    path("models/<id:pk>/changes/<id:change>/undo", change_views.undo, name="undo-cluster-change"),
    path("account/", account_views.account, name="account"),
    path("account/sign-out", account_views.sign_out, name="sign-out-browser"),
    path("account/delete/", account_views.delete, name="delete-account"),
    path("import/", batch_views.new_import, name="new-import"),
    path("collections/<id:pk>/import/", batch_views.import_into, name="import-into"),
    path("collections/<id:pk>/imports/<id:number>/", batch_views.one_import, name="import"),
    path("about/", site_views.about, name="about"),
    path("contact/", site_views.contact, name="contact"),
    path("look/", look.look, name="look"),
    path("card.png", cards.site_card, name="card"),
    path("submissions/<id:pk>/card.png", cards.company_card, name="company-card"),
    path("site.webmanifest", icons.manifest, name="manifest"),
    path("programs/", for_programs.programs, name="programs"),
    path("programs/<id:pk>/key", for_programs.change_key, name="change-key"),
    path("favicon.ico", site_views.favicon),
    *programs.urlpatterns,
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
