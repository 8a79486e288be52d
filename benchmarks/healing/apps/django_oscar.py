"""Writes the pages of a shop's dashboard in the django-oscar that runs this: FOLDER."""

import datetime
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import django
from django.conf import settings
from django.urls import include, path
from oscar import defaults

MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
)
PROCESSORS = (
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.template.context_processors.i18n",
    "django.contrib.messages.context_processors.messages",
    "oscar.apps.search.context_processors.search_form",
    "oscar.apps.checkout.context_processors.checkout",
    "oscar.core.context_processors.metadata",
)
DASHBOARD = """catalogue catalogue.productclass catalogue.categories offers partners pages ranges reports
shipping users vouchers communications reviews orders""".split()
APPS = """django.contrib.admin django.contrib.auth django.contrib.contenttypes django.contrib.sessions
django.contrib.messages django.contrib.sites django.contrib.flatpages django.contrib.staticfiles
widget_tweaks haystack treebeard sorl.thumbnail django_tables2 oscar.config.Shop
oscar.apps.analytics.apps.AnalyticsConfig oscar.apps.checkout.apps.CheckoutConfig
oscar.apps.address.apps.AddressConfig oscar.apps.shipping.apps.ShippingConfig
oscar.apps.catalogue.apps.CatalogueConfig oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig
oscar.apps.communication.apps.CommunicationConfig oscar.apps.partner.apps.PartnerConfig
oscar.apps.basket.apps.BasketConfig oscar.apps.payment.apps.PaymentConfig
oscar.apps.offer.apps.OfferConfig oscar.apps.order.apps.OrderConfig
oscar.apps.customer.apps.CustomerConfig oscar.apps.search.apps.SearchConfig
oscar.apps.voucher.apps.VoucherConfig oscar.apps.wishlists.apps.WishlistsConfig
oscar.apps.dashboard.apps.DashboardConfig oscar.apps.dashboard.reports.apps.ReportsDashboardConfig
oscar.apps.dashboard.users.apps.UsersDashboardConfig oscar.apps.dashboard.orders.apps.OrdersDashboardConfig
oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig
oscar.apps.dashboard.offers.apps.OffersDashboardConfig
oscar.apps.dashboard.partners.apps.PartnersDashboardConfig
oscar.apps.dashboard.pages.apps.PagesDashboardConfig
oscar.apps.dashboard.ranges.apps.RangesDashboardConfig
oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig
oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig
oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig
oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig""".split()

PAGES = {
    "catalogue": "/dashboard/catalogue/",
    "product.add": "/dashboard/catalogue/products/create/book/",
    "product.change": "/dashboard/catalogue/products/1/",
    "types": "/dashboard/catalogue/product-types/",
    "type.add": "/dashboard/catalogue/product-type/create/",
    "categories": "/dashboard/catalogue/categories/",
    "category.add": "/dashboard/catalogue/categories/create/",
    "options": "/dashboard/catalogue/options/",
    "option.add": "/dashboard/catalogue/option/create/",
    "attribute.add": "/dashboard/catalogue/attribute-option-group/create/",
    "orders": "/dashboard/orders/",
    "order.statistics": "/dashboard/orders/statistics/",
    "users": "/dashboard/users/",
    "user.change": "/dashboard/users/1/",
    "alerts": "/dashboard/users/alerts/",
    "offers": "/dashboard/offers/",
    "offer.add": "/dashboard/offers/new/name-and-description/",
    "vouchers": "/dashboard/vouchers/",
    "voucher.add": "/dashboard/vouchers/create/",
    "sets": "/dashboard/vouchers/sets/",
    "set.add": "/dashboard/vouchers/sets/create/",
    "voucher.statistics": "/dashboard/vouchers/stats/1/",
    "partners": "/dashboard/partners/",
    "partner.add": "/dashboard/partners/create/",
    "partner.change": "/dashboard/partners/1/",
    "pages": "/dashboard/pages/",
    "page.add": "/dashboard/pages/create/",
    "ranges": "/dashboard/ranges/",
    "range.add": "/dashboard/ranges/create/",
    "reviews": "/dashboard/reviews/",
    "reports": "/dashboard/reports/",
    "shipping": "/dashboard/shipping/weight-based/",
    "shipping.add": "/dashboard/shipping/weight-based/create/",
    "templates": "/dashboard/comms/",
    "profile": "/accounts/profile/",
    "profile.edit": "/accounts/profile/edit/",
    "address.add": "/accounts/addresses/add/",
    "password": "/accounts/change-password/",
}


def configure(place):
    """Settings as the project's documents have them."""
    given = {name: getattr(defaults, name) for name in dir(defaults) if name.isupper()}
    given |= {
        "SECRET_KEY": "pages for a benchmark",
        "ALLOWED_HOSTS": ["*"],
        "ROOT_URLCONF": __name__,
        "INSTALLED_APPS": APPS,
        "MIDDLEWARE": MIDDLEWARE,
        "SITE_ID": 1,
        "AUTHENTICATION_BACKENDS": ("oscar.apps.customer.auth_backends.EmailBackend",),
        "HAYSTACK_CONNECTIONS": {
            "default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}
        },
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": ":memory:",
                "ATOMIC_REQUESTS": True,
            }
        },
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": PROCESSORS},
            }
        ],
        "MEDIA_ROOT": place,
        "MEDIA_URL": "/media/",
        "STATIC_URL": "/static/",
        "USE_TZ": False,
        "LANGUAGE_CODE": "en",
        "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "OSCAR_SHOP_NAME": "Lamps",
    }
    settings.configure(**given)
    django.setup()


def fill():
    """A clerk, a product, a voucher."""
    from django.contrib.auth.models import User
    from oscar.core.loading import get_model

    User.objects.create_superuser("clerk", "clerk@example.com", "secret")
    kind = get_model("catalogue", "ProductClass").objects.create(name="Book", slug="book")
    product = get_model("catalogue", "Product").objects.create(title="Lamp", product_class=kind)
    partner = get_model("partner", "Partner").objects.create(name="Nordwind")
    get_model("partner", "StockRecord").objects.create(
        product=product, partner=partner, partner_sku="L1", price=Decimal("9.90"), num_in_stock=3
    )
    day = datetime.datetime(2026, 1, 1)
    get_model("voucher", "Voucher").objects.create(
        name="Spring", code="SPRING", start_datetime=day, end_datetime=day
    )


def screens(client):
    """Every page that the release has."""
    address = "/dashboard/login/"
    yield "login", address, client.get(address)
    fields = {"csrfmiddlewaretoken": client.cookies["csrftoken"], "login_submit": "Log In"}
    fields |= {"login-username": "clerk@example.com", "login-password": "secret"}
    fields |= {"username": "clerk@example.com", "password": "secret", "next": "/dashboard/"}
    yield "index", "/dashboard/", client.post(address, fields)
    for key, address in PAGES.items():
        try:
            yield key, address, client.get(address)
        except SystemExit as missing:
            sys.stderr.write(str(missing)[:120] + "\n")


def __getattr__(name):
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.apps import apps

    return [
        path("i18n/", include("django.conf.urls.i18n")),
        path("", include(apps.get_app_config("oscar").urls[0])),
    ]


def main(folder):
    """Write the pages."""
    with tempfile.TemporaryDirectory() as place:
        configure(place)
        from django.core.management import call_command
        from django.core.wsgi import get_wsgi_application
        from pages import write
        from wsgi import Client

        call_command("migrate", verbosity=0)
        fill()
        write(folder, screens(Client(get_wsgi_application())))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
