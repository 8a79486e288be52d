"""Where the admin is."""

from django.contrib import admin

try:
    from django.urls import re_path as url
except ImportError:
    from django.conf.urls import url

admin.autodiscover()
_urls = admin.site.urls
if isinstance(_urls, tuple) and len(_urls) == 3:
    from django import VERSION

    if VERSION < (2, 0):
        from django.conf.urls import include

        urlpatterns = [url(r"^admin/", include(_urls) if VERSION < (1, 9) else _urls)]
    else:
        urlpatterns = [url(r"^admin/", _urls)]
